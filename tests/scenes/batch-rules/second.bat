@echo on
@echo [%0] [%*]
echo shown
@if %1==from @echo off
@exit /b 3
