@echo off
rem A file is written by two redirections, and read through a pipe.
echo what a file keeps >C:\TEMP\lines.txt
echo and a pipe carries >>C:\TEMP\lines.txt
type C:\TEMP\lines.txt | shout
echo shout has counted %errorlevel% lines
shout <C:\TEMP\lines.txt >nul && echo never || echo and says so without a pipe, too: %errorlevel%
exit /b 5
