-- A droplet: osacompile -o "Certpreflight.app" certpreflight.applescript
-- Drop pictures or folders onto it; the report opens in the browser.

on open droppedItems
	set targets to ""
	repeat with anItem in droppedItems
		set targets to targets & " " & quoted form of POSIX path of anItem
	end repeat
	set report to (POSIX path of (path to temporary items)) & "certpreflight-report.html"
	set lookup to "PATH=/opt/homebrew/bin:/usr/local/bin:$HOME/.cargo/bin:$PATH; "
	try
		-- Exit code 1 says that pictures will be refused: that is what the report is for.
		do shell script lookup & "certpreflight check --quiet --exit-zero --output " & quoted form of report & " --" & targets
		do shell script "open " & quoted form of report
	on error message
		display alert "certpreflight" message message as critical
	end try
end open

on run
	display dialog "请把图片或文件夹拖到这个图标上。 / Drop pictures or folders onto this icon." buttons {"OK"} default button 1
end run
