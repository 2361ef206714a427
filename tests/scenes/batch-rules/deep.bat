@call deep.bat
