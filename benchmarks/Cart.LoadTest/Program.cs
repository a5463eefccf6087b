using Cart.LoadTest;

return await LoadTestCommand.Create().Parse(args).InvokeAsync();
