using System.CommandLine;
using System.CommandLine.Parsing;
using Cart.Engine;
using Cart.Redis;
using Npgsql;
using StackExchange.Redis;

namespace Cart.Cli;

/// <summary>
/// Represents the options that name the stores. Values that are not on the command line are read from the environment, so that a password is not
/// visible in the process list. A store that <c>--data</c> names is not looked up there.
/// </summary>
internal sealed class StoreOptions
{
    private const string RedisForm = "HOST:PORT, such as localhost:6379";
    private const string PostgresForm = "an Npgsql connection string, such as \"Host=localhost;Database=shop;Username=shop;Password=...\"";
    private const string CurrencyForm = "three capital letters, such as EUR";
    private const string PrefixForm = "1 to 32 characters of a-z, 0-9, '-', '_', ':' and '.'";

    private static readonly string[] RedisVariables = ["CART_REDIS", "ConnectionStrings__Redis"];
    private static readonly string[] PostgresVariables = ["CART_POSTGRES", "ConnectionStrings__Postgres"];

    private readonly Option<string?> _redis = Text(
        "--redis", "HOST:PORT", "Keep the carts in this Redis. Also a whole connection string of StackExchange.Redis. "
        + "Default: CART_REDIS of the environment; else an embedded server under --data.");

    private readonly Option<string?> _postgres = Text(
        "--postgres", "CONNECTION", "Keep the orders in this PostgreSQL, such as \"Host=localhost;Database=shop;Username=shop;Password=...\". "
        + "Default: CART_POSTGRES of the environment; else an embedded database under --data.");

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "The directory of the embedded stores; it is created if need be.",
        DefaultValueFactory = static _ => "data",
    };

    private readonly Option<string?> _redisFile = Text(
        "--redis-file", "FILE", "Read the connection string of --redis from this file, which nobody sees in a list of processes.");

    private readonly Option<string?> _postgresFile = Text("--postgres-file", "FILE", "The same for --postgres.");

    private readonly Option<string?> _prefix = Text(
        "--prefix", "PREFIX", "What the shop's keys in Redis begin with (Cart:Redis:KeyPrefix). Default: CART_PREFIX of the environment; else cart.");

    private readonly Option<string?> _schema = Text(
        "--schema", "NAME", "The schema of the tables in PostgreSQL. Default: CART_SCHEMA of the environment; else cart.");

    private readonly Option<string?> _currency = Text(
        "--currency", "CODE", "The currency of the shop. Default: CART_CURRENCY of the environment; else USD.");

    /// <summary>Adds the options to a command, with their checks.</summary>
    public void AddTo(Command command)
    {
        _redis.Validators.Add(static result => Check(result, RedisForm, CheckRedis));
        _postgres.Validators.Add(static result => Check(result, PostgresForm, CheckPostgres));
        _data.Validators.Add(static result => Check(result, "a directory", static text => ArgumentException.ThrowIfNullOrWhiteSpace(text)));
        _currency.Validators.Add(static result => Check(result, CurrencyForm, CheckCurrency));
        _prefix.Validators.Add(static result => Check(result, PrefixForm, CheckPrefix));
        command.Validators.Add(result => OnlyOne(result, _redis, _redisFile));
        command.Validators.Add(result => OnlyOne(result, _postgres, _postgresFile));
        foreach (var option in (Option[])[_redis, _redisFile, _postgres, _postgresFile, _data, _prefix, _schema, _currency])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options and the environment.</summary>
    /// <exception cref="FormatException">A file or an environment variable cannot be parsed. The message does not repeat it.</exception>
    public StoreSettings Read(ParseResult parsed)
    {
        var isDataNamed = parsed.GetResult(_data) is { Implicit: false };
        var redis = parsed.GetValue(_redis) ?? InFile(parsed.GetValue(_redisFile), _redisFile.Name, RedisForm, CheckRedis)
            ?? (isDataNamed ? null : Variable(RedisVariables, RedisForm, CheckRedis));
        var postgres = parsed.GetValue(_postgres) ?? InFile(parsed.GetValue(_postgresFile), _postgresFile.Name, PostgresForm, CheckPostgres)
            ?? (isDataNamed ? null : Variable(PostgresVariables, PostgresForm, CheckPostgres));
        return new StoreSettings(redis, postgres, parsed.GetRequiredValue(_data))
        {
            Prefix = parsed.GetValue(_prefix) ?? Variable(["CART_PREFIX"], PrefixForm, CheckPrefix),
            Schema = parsed.GetValue(_schema) ?? Variable(["CART_SCHEMA"], "a name", static _ => { }),
            Currency = parsed.GetValue(_currency) ?? Variable(["CART_CURRENCY"], CurrencyForm, CheckCurrency) ?? "USD",
            IsNamed = isDataNamed || redis is not null || postgres is not null,
        };
    }

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    private static void OnlyOne(CommandResult result, Option given, Option inFile)
    {
        if (result.GetResult(given) is { Implicit: false } && result.GetResult(inFile) is { Implicit: false })
        {
            result.AddError($"{given.Name} and {inFile.Name} name the same store; give one of them.");
        }
    }

    private static string? InFile(string? path, string option, string expected, Action<string> read)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var text = File.ReadAllText(path).Trim();
            return TryRead(text, read) ? text : throw new FormatException($"{option}: the content of {path} cannot be read; expected {expected}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{option}: {path} cannot be read: {fault.Message}", fault);
        }
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

    // The given value is not repeated, because it may contain a password.
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

    private static void CheckCurrency(string text) => Currency.Parse(text);

    private static void CheckPrefix(string text)
    {
        if (CartKeys.ProblemOf(text) is { } problem)
        {
            throw new FormatException(problem);
        }
    }

    private static void CheckPostgres(string text) =>
        ArgumentException.ThrowIfNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host, nameof(text));
}

/// <summary>Represents the location of the carts and the orders.</summary>
/// <param name="Redis">The Redis connection string; null for the embedded server.</param>
/// <param name="Postgres">The PostgreSQL connection string; null for the embedded file.</param>
/// <param name="DataDirectory">The directory of the embedded stores.</param>
internal sealed record StoreSettings(string? Redis, string? Postgres, string DataDirectory)
{
    /// <summary>Gets the key prefix of the shop in Redis; null for the default.</summary>
    public string? Prefix { get; init; }

    /// <summary>Gets the schema of the tables in PostgreSQL; null for the default.</summary>
    public string? Schema { get; init; }

    /// <summary>Gets the currency of the shop, in which amounts are.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Gets whether any store was named, on the command line or in the environment.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Gets a description of the cart store, without passwords.</summary>
    public string Carts => Redis is null
        ? $"the embedded server, under {DataDirectory}"
        : $"Redis at {EndPointCollection.ToString(RedisConnection.Configure(Redis).EndPoints[0])}";

    /// <summary>Gets a description of the order store, without passwords.</summary>
    public string Orders => Postgres is null ? $"the embedded database, under {DataDirectory}" : DescribePostgres(new(Postgres));

    private static string DescribePostgres(NpgsqlConnectionStringBuilder settings) =>
        $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
}
