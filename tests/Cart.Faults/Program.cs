using System.CommandLine;
using Cart.Faults;

// A worker answers what was asked of it before it was told to end.
return await FaultsCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
