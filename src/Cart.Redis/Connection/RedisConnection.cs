using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Reads connection strings of Redis and sets what carts need.</summary>
public static class RedisConnection
{
    private const int AnswerWithinMs = 1500;

    // The client's own default is a minute, for which it would read from a primary that was made a replica.
    private const int LookAtServersEverySeconds = 5;

    /// <summary>
    /// Reads a connection string and sets what a cart needs where the string does not say otherwise: a command fails at once while there is no
    /// connection, instead of running after its caller has gone; a command that is not answered within 1.5 s fails; the client reconnects by
    /// itself, and looks every 5 s which server has which role; its messages name no keys.
    /// </summary>
    /// <param name="connectionString">
    /// One server (<c>host:port,password=…</c>), a primary and its replicas or some nodes of a cluster (<c>host:port,host:port</c>), or
    /// some sentinels and the name of what they watch (<c>host:port,host:port,serviceName=…</c>), in the words of StackExchange.Redis. Or a
    /// URL, <c>redis://user:password@host:port/database</c>, with <c>rediss://</c> for TLS.
    /// </param>
    /// <exception cref="ArgumentException">The string cannot be read, or names no server. The message does not repeat it.</exception>
    public static ConfigurationOptions Configure(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var isUrl = RedisUrl.IsUrl(connectionString);
        var options = isUrl ? RedisUrl.Read(connectionString) : RedisWords.Read(connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.IncludeDetailInExceptions = false;
        // The client looks for commands that were not answered in time at each heartbeat only.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // Redis 7.2 and later would be told the name of the library by a command that a restricted user may not run.
        options.SetClientLibrary = false;
        // The checks ask for settings by INFO and CONFIG GET, which the client takes for the business of administrators.
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
