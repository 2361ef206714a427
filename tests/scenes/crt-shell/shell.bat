@echo %0 has %1
@exit /b 6
