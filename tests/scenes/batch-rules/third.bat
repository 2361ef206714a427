@echo in the place of the first
@call fourth.bat
@echo never
