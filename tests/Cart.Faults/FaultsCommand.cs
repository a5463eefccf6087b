using System.CommandLine;
using Spectre.Console;

namespace Cart.Faults;

/// <summary>The command line of the fault tests.</summary>
internal static class FaultsCommand
{
    private static readonly Option<string> Redis = Required("--redis", "The Redis of the carts, as host:port.");
    private static readonly Option<string> Postgres = Required("--postgres", "The PostgreSQL of the orders, as an Npgsql connection string.");
    private static readonly Option<string> Schema = Required("--schema", "The schema of the orders.");
    private static readonly Option<string> Log = Required("--log", "The file that the worker writes down what it does.");
    private static readonly Option<int> Seed = new("--seed") { Description = "Which carts are used, and what is done with them.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Callers = new("--callers") { Description = "How many callers the worker has.", DefaultValueFactory = _ => 12 };

    public static RootCommand Create() => new("Injects faults into the checkout, on real servers and in a simulation, and checks what was promised.")
    {
        Campaign(), Simulate(), Work(), Checkout(),
    };

    private static Command Campaign()
    {
        var minutes = new Option<double>("--minutes") { Description = "For how long.", DefaultValueFactory = _ => 30 };
        var command = new Command("campaign", "Runs episodes and simulations for some time, and prints a table of what was done and found.") { minutes, Seed };
        command.SetAction(async (parsed, token) =>
        {
            if (FaultServers.Missing is { } missing)
            {
                await Console.Error.WriteLineAsync(missing);
                return 2;
            }

            // A log file is as wide as it needs to be.
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No });
            console.Profile.Width = 240;
            return await new Campaign(console, parsed.GetValue(Seed)).RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), token) ? 0 : 1;
        });
        return command;
    }

    private static Command Simulate()
    {
        var command = new Command("simulate", "Repeats one simulated history and prints every change of a store.") { Seed };
        command.SetAction(parsed =>
        {
            var violations = SimulationRun.Run(parsed.GetValue(Seed), trace: Console.WriteLine);
            Console.WriteLine(violations.Count == 0 ? "All promises were kept." : string.Join('\n', violations));
            return violations.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Work()
    {
        var command = new Command("work", "A process of the shop under load; episodes start some and kill them.") { Redis, Postgres, Schema, Log, Seed, Callers };
        command.SetAction(async (parsed, token) =>
        {
            await Worker.RunAsync(Settings(parsed), token);
            return 0;
        });
        return command;
    }

    private static Command Checkout()
    {
        var cart = Required("--cart", "The cart.");
        var command = new Command("checkout", "Checks one cart out and ends; the tests of the crash table kill it on the way.") { Redis, Postgres, Schema, Log, Seed, Callers, cart };
        command.SetAction(async (parsed, token) =>
        {
            await OneCheckout.RunAsync(Settings(parsed), parsed.GetValue(cart)!, token);
            return 0;
        });
        return command;
    }

    private static WorkSettings Settings(ParseResult parsed) => new(
        parsed.GetValue(Redis)!, parsed.GetValue(Postgres)!, parsed.GetValue(Schema)!, parsed.GetValue(Log)!, parsed.GetValue(Seed), parsed.GetValue(Callers));

    private static Option<string> Required(string name, string description) => new(name) { Description = description, Required = true };
}
