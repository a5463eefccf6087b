using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Parses Redis connection strings and applies the settings that carts need.</summary>
public static class RedisConnection
{
    private const int AnswerWithinMs = 1500;

    // The client's default is a minute, during which it would read from a primary that became a replica.
    private const int LookAtServersEverySeconds = 5;

    /// <summary>
    /// Parses a connection string and applies the following defaults. Without a connection, a command fails at once instead of running after its
    /// caller has gone. A command without an answer fails after 1.5 s. The client reconnects by itself, and checks the roles of the servers every 5
    /// s. Its messages contain no keys.
    /// </summary>
    /// <param name="connectionString">
    /// A string in the syntax of StackExchange.Redis: one server (<c>host:port,password=…</c>), a primary with replicas or nodes of a cluster
    /// (<c>host:port,host:port</c>), or sentinels with the service name (<c>host:port,host:port,serviceName=…</c>). Or a URL,
    /// <c>redis://user:password@host:port/database</c>, with <c>rediss://</c> for TLS.
    /// </param>
    /// <exception cref="ArgumentException">The string cannot be parsed, or names no server. The message does not repeat it.</exception>
    public static ConfigurationOptions Configure(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var isUrl = RedisUrl.IsUrl(connectionString);
        var options = isUrl ? RedisUrl.Read(connectionString) : RedisWords.Read(connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.IncludeDetailInExceptions = false;
        // The client checks for timed-out commands only at each heartbeat.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // With Redis 7.2 and later the client would send the library name by a command that a restricted user may not run.
        options.SetClientLibrary = false;
        // The checks use INFO and CONFIG GET, which the client treats as administrator commands.
        options.AllowAdmin = isUrl || !Says(connectionString, "allowAdmin") || options.AllowAdmin;
        options.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);
        if (isUrl || !Says(connectionString, "connectTimeout"))
        {
            options.ConnectTimeout = AnswerWithinMs;
        }

        if (isUrl || !Says(connectionString, "asyncTimeout"))
        {
            options.AsyncTimeout = AnswerWithinMs;
        }

        if (isUrl || !Says(connectionString, "configCheckSeconds"))
        {
            options.ConfigCheckSeconds = LookAtServersEverySeconds;
        }

        return options;
    }

    private static bool Says(string connectionString, string option) =>
        connectionString.Contains(option + "=", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Parses connection strings that are URLs, as hosting services provide them.</summary>
internal static class RedisUrl
{
    private const string Expected = "Expected redis://user:password@host:port/database, or rediss:// for TLS.";
    private const int DefaultPort = 6379;

    public static bool IsUrl(string connectionString) => connectionString.Contains("://", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The text is not a Redis URL, or a part of it is not supported.</exception>
    public static ConfigurationOptions Read(string connectionString)
    {
        if (!Uri.TryCreate(connectionString.Trim(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw RedisWords.Unreadable(Expected);
        }

        if (url.Scheme is not "redis" and not "rediss")
        {
            throw RedisWords.Unreadable($"Its scheme is not known. {Expected}");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw RedisWords.Unreadable($"A URL of Redis has no parameters here, and no '?' or '#' that is not written as %3F or %23. {Expected}");
        }

        var options = new ConfigurationOptions { Ssl = url.Scheme is "rediss" };
        options.EndPoints.Add(url.IdnHost, url.Port > 0 ? url.Port : DefaultPort);
        if (options.Ssl)
        {
            options.SslHost = url.IdnHost;
        }

        if (url.UserInfo.Length > 0)
        {
            var user = url.UserInfo.Split(':', 2);
            options.User = user.Length == 2 && user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
            options.Password = Uri.UnescapeDataString(user[^1]);
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            options.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw RedisWords.Unreadable($"Its path is not the number of a database. {Expected}");
        }

        return options;
    }
}

/// <summary>
/// Parses connection strings in the syntax of StackExchange.Redis: servers, then options, separated by commas. A server that begins with ! is the
/// path of a Unix domain socket. Errors give the position of a part, never its text, which may be part of a password.
/// </summary>
internal static partial class RedisWords
{
    /// <exception cref="ArgumentException">The string cannot be parsed, or names no server.</exception>
    public static ConfigurationOptions Read(string connectionString)
    {
        var parts = connectionString.Split(',');
        var servers = parts.TakeWhile(static part => !part.Contains('=', StringComparison.Ordinal)).Where(static part => part.Trim().Length > 0).ToList();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Trim() is { Length: > 0 } part && ProblemOf(part, isBehindOptions: !servers.Contains(parts[i])) is { } problem)
            {
                throw Unreadable($"Part {i + 1} of {parts.Length} (they are separated by commas) {problem}");
            }
        }

        return servers.Count == 0
            ? throw Unreadable("It names no server; start it with host:port.")
            : ConfigurationOptions.Parse(connectionString);
    }

    /// <summary>Returns the exception for a string that cannot be parsed, without the string.</summary>
    public static ArgumentException Unreadable(string why) => new("The Redis connection string cannot be read. " + why);

    private static string? ProblemOf(string part, bool isBehindOptions)
    {
        if (!part.Contains('=', StringComparison.Ordinal))
        {
            return isBehindOptions
                ? "is neither an option nor in front of the options, where the servers are. If a password has a comma, write a URL: redis://user:password@host:port, with %2C for the comma."
                : part[0] == '!' || (Server().IsMatch(part) && HasPort(part)) ? null : "is not a server; write host:port.";
        }

        try
        {
            ConfigurationOptions.Parse(part);
            return null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return "is not an option of StackExchange.Redis with a value that it can have. If a password has a comma, write a URL: redis://user:password@host:port, with %2C for the comma.";
        }
    }

    private static bool HasPort(string server)
    {
        var port = server.LastIndexOf(':') is >= 0 and var colon && !server.EndsWith(']') && (server[0] == '[' || server.IndexOf(':', StringComparison.Ordinal) == colon)
            ? server[(colon + 1)..]
            : "6379";
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%a-z]+\])(?::\d+)?$|^[0-9A-Fa-f:]+$")]
    private static partial Regex Server();
}
