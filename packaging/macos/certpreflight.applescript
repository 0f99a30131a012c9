-- A droplet: osacompile -o "Certpreflight.app" certpreflight.applescript
-- Drop pictures or folders onto it; the report opens in the browser.

on open droppedItems
	set targets to ""
	repeat with anItem in droppedItems
		set targets to targets & " " & quoted form of POSIX path of anItem
	end repeat
	set lookup to "PATH=/opt/homebrew/bin:/usr/local/bin:$HOME/.cargo/bin:$PATH; "
	try
		-- Exit code 1 says that pictures are to be scanned again: that is what the report is for.
		do shell script lookup & "certpreflight drop --" & targets & " || [ $? -eq 1 ]"
	on error message
		display alert "certpreflight" message message as critical
	end try
end open

on run
	display dialog "请把图片或文件夹拖到这个图标上。 / Drop pictures or folders onto this icon." buttons {"OK"} default button 1
end run
