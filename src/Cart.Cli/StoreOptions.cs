using System.CommandLine;
using System.CommandLine.Parsing;
using Cart.Engine;
using Cart.Redis;
using Npgsql;

namespace Cart.Cli;

/// <summary>
/// The options by which a command is told where the carts and the orders are. What the command line does not say is taken from the environment,
/// where a password stands in no list of processes; a store that <c>--data</c> names is not looked for there.
/// </summary>
internal sealed class StoreOptions
{
    private const string RedisForm = "HOST:PORT, such as localhost:6379";
    private const string PostgresForm = "an Npgsql connection string, such as \"Host=localhost;Database=shop;Username=shop;Password=...\"";

    private static readonly string[] RedisVariables = ["CART_REDIS", "ConnectionStrings__Redis"];
    private static readonly string[] PostgresVariables = ["CART_POSTGRES", "ConnectionStrings__Postgres"];

    private readonly Option<string?> _redis = new("--redis")
    {
        HelpName = "HOST:PORT",
        Description = "Keep the carts in this Redis. Also a whole connection string of StackExchange.Redis. "
            + "Default: CART_REDIS of the environment; else an embedded server under --data.",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        HelpName = "CONNECTION",
        Description = "Keep the orders in this PostgreSQL, such as \"Host=localhost;Database=shop;Username=shop;Password=...\". "
            + "Default: CART_POSTGRES of the environment; else an embedded database under --data.",
    };

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "The directory of the embedded stores; it is created if need be.",
        DefaultValueFactory = static _ => "data",
    };

    private readonly Option<string?> _schema = new("--schema")
    {
        HelpName = "NAME",
        Description = "The schema of the tables in PostgreSQL. Default: CART_SCHEMA of the environment; else cart.",
    };

    private readonly Option<string?> _currency = new("--currency")
    {
        HelpName = "CODE",
        Description = "The currency of the shop. Default: CART_CURRENCY of the environment; else USD.",
    };

    /// <summary>Adds the options to a command, with their checks.</summary>
    public void AddTo(Command command)
    {
        _redis.Validators.Add(static result => Check(
            result, RedisForm, CheckRedis));
        _postgres.Validators.Add(static result => Check(
            result, PostgresForm, CheckPostgres));
        _data.Validators.Add(static result => Check(
            result, "a directory", static text => ArgumentException.ThrowIfNullOrWhiteSpace(text)));
        _currency.Validators.Add(static result => Check(
            result, "three capital letters, such as EUR", static text => Currency.Parse(text)));
        command.Add(_redis);
        command.Add(_postgres);
        command.Add(_data);
        command.Add(_schema);
        command.Add(_currency);
    }

    /// <summary>Reads what the options and the environment say.</summary>
    /// <exception cref="FormatException">A variable of the environment cannot be read. The message does not repeat it.</exception>
    public StoreSettings Read(ParseResult parsed)
    {
        var isDataNamed = parsed.GetResult(_data) is { Implicit: false };
        var redis = parsed.GetValue(_redis) ?? (isDataNamed ? null : Variable(RedisVariables, RedisForm, CheckRedis));
        var postgres = parsed.GetValue(_postgres) ?? (isDataNamed ? null : Variable(PostgresVariables, PostgresForm, CheckPostgres));
        return new StoreSettings(redis, postgres, parsed.GetRequiredValue(_data))
        {
            Schema = parsed.GetValue(_schema) ?? Variable(["CART_SCHEMA"], "a name", static _ => { }),
            Currency = parsed.GetValue(_currency)
                ?? Variable(["CART_CURRENCY"], "three capital letters, such as EUR", static text => Currency.Parse(text)) ?? "USD",
            IsNamed = isDataNamed || redis is not null || postgres is not null,
        };
    }

    private static string? Variable(string[] names, string expected, Action<string> read)
    {
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text)
            {
                continue;
            }

            return TryRead(text, read) ? text : throw new FormatException($"{name} of the environment cannot be read; expected {expected}.");
        }

        return null;
    }

    // What was given is not repeated: it may hold a password.
    private static void Check(OptionResult result, string expected, Action<string> read)
    {
        if (!result.Tokens.All(token => TryRead(token.Value, read)))
        {
            result.AddError($"{result.IdentifierToken?.Value} cannot be read; expected {expected}.");
        }
    }

    private static bool TryRead(string text, Action<string> read)
    {
        try
        {
            read(text);
            return true;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }

    private static void CheckRedis(string text) => RedisConnection.Configure(text);

    private static void CheckPostgres(string text) =>
        ArgumentException.ThrowIfNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host, nameof(text));
}
