using System.CommandLine;

namespace Cart.LoadTest;

/// <summary>The command line of the load tests.</summary>
internal static class LoadTestCommand
{
    public static RootCommand Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each contender runs, in turn.", DefaultValueFactory = _ => 5 };
        var callers = new Option<int>("--callers") { Description = "How many callers ask at the same time.", DefaultValueFactory = _ => 256 };
        var json = new Option<string?>("--json") { Description = "A file for the figures of every round." };
        var durable = new Command("durable", "Orders a second: whole checkouts, and the order store alone, against plain ways to write the same rows.")
        {
            rounds, callers, json,
        };
        durable.SetAction(async (parsed, token) =>
        {
            if (Servers.Missing is { } missing)
            {
                await Console.Error.WriteLineAsync(missing);
                return 2;
            }

            await new DurablePath(parsed.GetValue(rounds), parsed.GetValue(callers)).RunAsync(parsed.GetValue(json), token);
            return 0;
        });
        return new RootCommand("Compares the engine with plain ways to do the same, on real servers, in the same run.") { durable };
    }
}
