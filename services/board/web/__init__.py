"""The public pages and the JSON behind them: server-rendered, without scripts, cookies or third parties."""
