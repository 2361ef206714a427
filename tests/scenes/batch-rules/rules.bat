@echo off
rem One line or a few for each rule of docs/cmd.md. What must be seen stands behind each in the golden log.

echo ---- arguments and variables
echo [%0] [%1] [%2] [%~2] [%3] [%4] all: %*
echo [%~nx0] [%~dp0] [%~x0] 100%% %
set X=hello world
echo [%X%] [%x:~6%] [%X:~-5,2%] [%X:o=0%] [%X:*lo =%] [%UNDEFINED%]
set Y=%X% & set "Z=quoted "
echo [%Y%] [%Z%]
set Y=
set Y
set /a N=(1+2)*3, M=-N%%4, N+=0x10
echo %N% %M% %RANDOM% %RANDOM%
shift
echo [%0] [%1] [%2]
shift /1
echo [%0] [%1] [%2]

echo ---- signs and quotes
echo a^&b^|c^>d^^ "e&f|g>h^" i
echo one& echo two &&echo three || echo never
nosuch && echo never || echo or: %errorlevel%
echo level: %errorlevel%
(echo in parentheses
echo over lines) & echo behind ^
and on another line
:: a label that says nothing & echo never
echo.
echo.text with a dot

echo ---- redirection
md C:\WORK\deep & cd C:\WORK\deep && cd
>1.txt echo first
echo second>>1.txt
(echo third& echo fourth 1>&2) >>1.txt 2>2.txt
type 1.txt 2.txt 2>nul
shout <1.txt
echo piped twice| shout | shout
(echo grouped& type 2.txt) | shout >3.txt
type 3.txt
type nowhere.txt
type nowhere.txt 2>nul || echo type failed: %errorlevel%
echo x >C:\nowhere\x

echo ---- if and for
if exist 1.txt (echo there) else echo not there
if not exist nowhere.txt echo nowhere
if exist *.txt if exist C:\WORK\nul echo both
if "%1"=="x=y" echo never
if /i "ONE"=="one" (
    echo same
    if not defined Y (echo not defined) else (echo defined)
) else (
    echo never
)
if 10 gtr 9 if abc lss abd echo in order
shout <1.txt >nul
if errorlevel 3 if not errorlevel 4 echo three lines
for %%i in (a "b c" *.txt) do echo %%i [%%~ni] [%%~xi] [%%~zi]
for /l %%i in (3,-1,1) do (
    for %%j in (x y) do if %%i==2 echo %%i%%j
)
for /d %%i in (C:\WORK\*) do echo folder %%i
for /f "skip=1 tokens=1,2*" %%a in (1.txt) do echo line %%a
for /f "tokens=2,3* delims==:" %%a in ("k:v:w:x:y") do echo %%a-%%b-%%c
for /f "delims=" %%l in ('type 1.txt ^| shout') do echo shouted %%l
for %%i in (1) do set X=%%i & echo X is still %X%
setlocal enabledelayedexpansion
set L=
for /r C:\WORK %%i in (?.txt) do set L=!L! %%~nxi& echo now !L!, !UNDEFINED!!L:.txt=! ^^!
endlocal

echo ---- files
copy 1.txt 4.txt
copy /y 1.txt+2.txt 5.txt
copy 4.txt+5.txt 4.txt
copy 4.txt+5.txt 5.txt
type 4.txt 5.txt 2>nul
echo six>6.log& copy 4.txt 7.log >nul& copy *.log 8.txt& type 8.txt
copy nowhere.* 9.txt
if exist 9.txt echo never
copy *.log ?b.* & dir /b *b.log& del *.log *b.log 8.txt
ren ?.txt *.bak
dir /b /on
del 4.bak 9.bak
move *.bak ..
cd ..
dir /b
rd deep && echo gone
md a\b & copy 1.bak a\b\c.txt
rd a
rd /s /q a
if not exist a echo all gone
dir nowhere.txt 2>nul
rd C:\WORK
cd \
del /q C:\WORK & rd C:\WORK
cd C:\WORK

echo ---- going on elsewhere
call :sub 1 "2 3"
echo back with %errorlevel%
call second.bat from here
echo back with %errorlevel%
call echo %%X%% twice
setlocal
set X=inside
cd C:\TEMP
endlocal
echo %X%& cd
call :down 3
goto over
echo never
:sub
echo sub [%0] [%1] [%~2]
exit /b 7
:down
if %1==0 goto :eof
echo down %1
set /a D=%1-1
call :down %D%
goto :eof
:over
echo ---- mistakes
start x
mklink x y
setlocal whatever
dir /s
call :nowhere
echo gone on: %errorlevel%
set /a 1/0
cmd /c "echo a & & echo b"
echo mistaken: %errorlevel%
cmd /u /c echo never
cmd /v:on /c "set V=delayed& echo !V!"
cmd /c exit 1234
echo %errorlevel%
cmd /c "deep.bat & echo deep has ended"
echo echo %%~nx here>operator.bat
cmd /c operator.bat
echo %errorlevel%
echo ---- the end
third.bat
