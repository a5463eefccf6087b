using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Specifies the database of the orders.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// Gets or sets the Npgsql connection string of PostgreSQL 13 or later. Its defaults are 2 seconds to connect (<c>Timeout</c>), 5 seconds for a
    /// command (<c>Command Timeout</c>), and at most 20 connections for orders and 20 for discounts (<c>Maximum Pool Size</c>).
    /// </summary>
    /// <value>Required, unless there is a <see cref="DataSource"/>.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Gets or sets a data source of the host, which is used instead of <see cref="ConnectionString"/> and never disposed. Orders, discounts and the
    /// audit log share its connections. A command may take 5 seconds unless its connection string sets <c>Command Timeout</c>.
    /// </summary>
    /// <value>Default null: the stores have their own connections.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>
    /// Gets or sets the maximum number of concurrent checkouts in a process. More are refused as unavailable, with nothing changed.
    /// </summary>
    /// <value>Default 2048. Range 1 to 100,000.</value>
    public int MaxCheckouts { get; set; } = 2048;

    /// <summary>Gets or sets the schema of the tables, which is created when the host starts.</summary>
    /// <value>Default <c>cart</c>. 1 to 63 of a-z, 0-9 and _, not starting with a digit.</value>
    public string Schema { get; set; } = "cart";
}

/// <summary>
/// Validates <see cref="PostgresOptions"/> and reports all errors at once. Never repeats a connection string, because it may contain a password.
/// </summary>
internal sealed partial class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    /// <summary>The configuration section of the options.</summary>
    internal const string Section = "Cart:Postgres";

    private const string SchemaPattern = "^[a-z_][a-z0-9_]{0,62}$";

    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        if (options.DataSource is null && PostgresSettings.FaultOf(options.ConnectionString) is { } fault)
        {
            result.AddError(fault, nameof(options.ConnectionString));
        }

        if (!SchemaName().IsMatch(options.Schema ?? ""))
        {
            result.AddError($"{Section}:{nameof(options.Schema)} is '{options.Schema}'; it must match {SchemaPattern}.");
        }

        if (options.MaxCheckouts is < 1 or > 100_000)
        {
            result.AddError($"{Section}:{nameof(options.MaxCheckouts)} is {options.MaxCheckouts}; it must be between 1 and 100000.");
        }

        return result.Build();
    }

    // \z, because $ would accept a line feed at the end.
    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex SchemaName();
}

/// <summary>
/// Parses connection strings. Messages never repeat a part of one, because a typing error can put the password anywhere.
/// </summary>
internal static partial class PostgresSettings
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;

    // Orders share connections, so a few suffice for any number of callers.
    private const int MostConnections = 20;

    private const string Form = "Write 'Host=localhost;Port=5432;Database=shop;Username=shop;Password=SECRET', with semicolons between.";

    /// <summary>
    /// Returns the settings of a connection string, with limits that it does not set itself. Ambient transactions of the caller are not joined,
    /// because an order that was reported as placed must be committed.
    /// </summary>
    /// <exception cref="ArgumentException">The string is not valid. The message gives the reason without repeating it.</exception>
    public static NpgsqlConnectionStringBuilder Of(string connectionString)
    {
        if (FaultOf(connectionString) is { } fault)
        {
            throw new ArgumentException($"The connection string of PostgreSQL {fault}", nameof(connectionString));
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys;
        settings.Timeout = given.Contains("Timeout") ? settings.Timeout : ConnectSeconds;
        settings.CommandTimeout = CommandSecondsOf(settings);
        settings.MaxPoolSize = given.Contains("Maximum Pool Size") ? settings.MaxPoolSize : MostConnections;
        settings.Enlist = false;
        return settings;
    }

    /// <summary>Returns the command timeout in seconds: that of the string, or 5.</summary>
    public static int CommandSecondsOf(NpgsqlConnectionStringBuilder settings)
    {
        // ContainsKey would tell which keywords exist, not which were given.
        var given = settings.Keys;
        return given.Contains("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
    }

    /// <summary>Returns why a connection string is not valid, as the end of a sentence; null if it is.</summary>
    public static string? FaultOf(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return $"is empty. {Form}";
        }

        if (Url().IsMatch(connectionString))
        {
            return $"is a URL, which Npgsql does not read. {Form}";
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception)
        {
            // The exception's message contains keywords and values, which may be part of the password.
            return $"holds a keyword or a value that Npgsql does not know. {Form} Put a value with a semicolon into double quotes.";
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            return $"names no Host. {Form}";
        }

        if (!settings.Host.Split(',').All(static host => HostName().IsMatch(host.Trim())))
        {
            return $"has a Host that is no name of a host. {Form}";
        }

        return settings.Any(static word => !IsSecret(word.Key) && Secret().IsMatch(word.Value?.ToString() ?? ""))
            ? $"has a password or a URL within another value. {Form}"
            : null;
    }

    private static bool IsSecret(string keyword) => keyword.Contains("Password", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Url();

    // A name or an IPv4 address, or an IPv6 address, each with or without a port; or the folder of a Unix socket, which may be abstract.
    [GeneratedRegex(@"^(@?/[\w./-]*|[\w.-]+(:\d+)?|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\w+)?\]?(:\d+)?)\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"(pass|pwd)\w*\s*=|://", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
