@echo off
rem Drop pictures or folders onto this file. It has to lie beside certpreflight.exe, which takes a
rem drop just as well; here options can be added, such as --profile huawei-domain.
rem Of a name with & and no space, cmd hands on only what is before the &: drop that onto the .exe.
setlocal DisableDelayedExpansion
chcp 65001 >nul
if "%~1"=="" (
  echo 请把图片或文件夹拖到本文件上。 / Drop pictures or folders onto this file.
) else (
  "%~dp0certpreflight.exe" drop -- %*
)
pause
