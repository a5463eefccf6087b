using System.CommandLine;
using System.CommandLine.Parsing;
using Cart.Redis;
using Npgsql;

namespace Cart.Cli;

/// <summary>The options by which a command is told where the carts and the orders are.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _redis = new("--redis")
    {
        HelpName = "HOST:PORT",
        Description = "Keep the carts in this Redis. Also a whole connection string of StackExchange.Redis. "
            + "Default: an embedded server that keeps its files under --data.",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        HelpName = "CONNECTION",
        Description = "Keep the orders in this PostgreSQL, such as \"Host=localhost;Database=shop;Username=shop;Password=...\". "
            + "Default: an embedded database that keeps its file under --data.",
    };

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "The directory of the embedded stores; it is created if need be.",
        DefaultValueFactory = static _ => "data",
    };

    /// <summary>Adds the options to a command, with their checks.</summary>
    public void AddTo(Command command)
    {
        _redis.Validators.Add(static result => Check(
            result, "HOST:PORT, such as localhost:6379", static text => RedisConnection.Configure(text)));
        _postgres.Validators.Add(static result => Check(
            result, "an Npgsql connection string, such as \"Host=localhost;Database=shop;Username=shop;Password=...\"", CheckPostgres));
        _data.Validators.Add(static result => Check(
            result, "a directory", static text => ArgumentException.ThrowIfNullOrWhiteSpace(text)));
        command.Add(_redis);
        command.Add(_postgres);
        command.Add(_data);
    }

    /// <summary>Reads what the options were set to.</summary>
    public StoreSettings Read(ParseResult parsed) =>
        new(parsed.GetValue(_redis), parsed.GetValue(_postgres), parsed.GetRequiredValue(_data));

    // What was given is not repeated: it may hold a password.
    private static void Check(OptionResult result, string expected, Action<string> read)
    {
        try
        {
            foreach (var token in result.Tokens)
            {
                read(token.Value);
            }
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            result.AddError($"{result.IdentifierToken?.Value} cannot be read; expected {expected}.");
        }
    }

    private static void CheckPostgres(string text) =>
        ArgumentException.ThrowIfNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host, nameof(text));
}
