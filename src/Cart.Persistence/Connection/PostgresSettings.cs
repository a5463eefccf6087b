using System.Text.RegularExpressions;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// Reads connection strings. No message repeats a part of one: a typing error can put the password into any of its words.
/// </summary>
internal static partial class PostgresSettings
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;

    // Orders share connections, so a few are enough for any number of callers.
    private const int MostConnections = 20;

    private const string Form = "Write 'Host=localhost;Port=5432;Database=shop;Username=shop;Password=SECRET', with semicolons between.";

    /// <summary>
    /// The connection string with the limits that it does not set itself. An ambient transaction of the caller is not joined:
    /// an order that was answered as placed must be committed.
    /// </summary>
    /// <exception cref="ArgumentException">The string cannot be used; the message says why and repeats nothing of it.</exception>
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

    /// <summary>How long a command may take, in seconds: as the string says, or else 5.</summary>
    public static int CommandSecondsOf(NpgsqlConnectionStringBuilder settings)
    {
        // ContainsKey would tell which words there are, not which were given.
        var given = settings.Keys;
        return given.Contains("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
    }

    /// <summary>Says why a connection string cannot be used, as the end of a sentence; null if it can.</summary>
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
            // What the exception says names keywords and values, one of which may be a part of the password.
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

    // A name or an IPv4 address, an IPv6 address, each with a port or without; or the folder of a Unix socket, which may be abstract.
    [GeneratedRegex(@"^(@?/[\w./-]*|[\w.-]+(:\d+)?|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\w+)?\]?(:\d+)?)\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"(pass|pwd)\w*\s*=|://", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
