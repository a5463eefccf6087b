using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Makes connections to Redis that answer soon, one way or the other.</summary>
public static class RedisConnection
{
    private const int AnswerWithinMs = 1500;

    // The client's own default is a minute, for which it would read from a primary that was made a replica.
    private const int LookAtServersEverySeconds = 5;

    /// <summary>
    /// Reads a connection string of StackExchange.Redis and sets what a cart wants where the string does not say otherwise: a command
    /// fails at once while there is no connection, instead of waiting for one and running after its caller has gone; a command that
    /// is not answered within 1.5 s fails; the client connects again by itself, and looks every 5 s which server has which role; and it
    /// lets the checks ask for the server's settings.
    /// </summary>
    /// <param name="connectionString">
    /// One server (<c>host:port,password=…</c>), a primary and its replicas or some nodes of a cluster (<c>host:port,host:port</c>), or
    /// some sentinels and the name of what they watch (<c>host:port,host:port,serviceName=…</c>).
    /// </param>
    /// <exception cref="ArgumentException">The string cannot be read, or names no server.</exception>
    public static ConfigurationOptions Configure(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var options = ConfigurationOptions.Parse(connectionString);
        if (options.EndPoints.Count == 0)
        {
            throw new ArgumentException($"The Redis connection string '{connectionString}' names no server; write host:port.", nameof(connectionString));
        }

        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // The client looks for commands that were not answered in time at each heartbeat only.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // The checks ask for settings by CONFIG GET, which the client takes for the business of administrators.
        options.AllowAdmin = !Says(connectionString, "allowAdmin") || options.AllowAdmin;
        options.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);
        if (!Says(connectionString, "connectTimeout"))
        {
            options.ConnectTimeout = AnswerWithinMs;
        }

        if (!Says(connectionString, "asyncTimeout"))
        {
            options.AsyncTimeout = AnswerWithinMs;
        }

        if (!Says(connectionString, "configCheckSeconds"))
        {
            options.ConfigCheckSeconds = LookAtServersEverySeconds;
        }

        return options;
    }

    private static bool Says(string connectionString, string option) =>
        connectionString.Contains(option + "=", StringComparison.OrdinalIgnoreCase);
}
