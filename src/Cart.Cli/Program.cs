using System.CommandLine;
using Cart.Cli;

var interactive = !Console.IsOutputRedirected && !Console.IsErrorRedirected;

// Long enough for running checkouts to end after Ctrl-C.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
return await new CartRootCommand(interactive).RunAsync(args, configuration).ConfigureAwait(false);
