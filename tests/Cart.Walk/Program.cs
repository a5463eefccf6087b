using Cart.Walk;

return await WalkCommand.Create().Parse(args).InvokeAsync();
