using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Tells for each fault of Redis whether the request may have taken effect.</summary>
internal static class RedisFaults
{
    // Answers by which a server turns a whole command away. Any other error may have come from the middle of a script.
    private static readonly string[] Refusals =
        ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "BUSY", "OOM", "MISCONF", "NOREPLICAS", "NOAUTH", "NOPERM", "WRONGPASS"];

    // Those of them that pass by themselves, and soon: the slot arrives, the replica takes over, the data is loaded.
    private static readonly string[] Passing = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK"];

    // A server older than Redis 7 wraps the refusal of a script's first write.
    private const string FromScript = "ERR Error running script";

    public static bool TryExplain(Exception exception, string asked, [NotNullWhen(true)] out CartUnavailableException? unavailable)
    {
        unavailable = exception switch
        {
            RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog }
                or RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } =>
                new CartUnavailableException($"Redis could not be reached, so '{asked}' was not sent.", outcomeUnknown: false, exception),
            RedisConnectionException or RedisTimeoutException =>
                new CartUnavailableException($"Redis did not answer '{asked}'; it may have taken effect.", outcomeUnknown: true, exception),
            RedisServerException server when IsRefusal(server.Message) =>
                new CartUnavailableException($"Redis turned '{asked}' away: {server.Message}", outcomeUnknown: false, exception),
            _ => null,
        };
        return unavailable is not null;
    }

    /// <summary>Whether a server turned a whole command away for a reason that passes soon.</summary>
    public static bool IsPassing(RedisServerException refusal) => StartsWithAny(refusal.Message, Passing) || IsReadOnly(refusal.Message);

    /// <summary>Whether the client has to look again which server is the primary.</summary>
    public static bool NamesWrongServer(RedisServerException refusal) =>
        IsReadOnly(refusal.Message) || refusal.Message.StartsWith("MOVED", StringComparison.Ordinal);

    private static bool IsRefusal(string message) => StartsWithAny(message, Refusals) || IsReadOnly(message);

    // A replica refuses a script's first write, so there was none before it.
    private static bool IsReadOnly(string message) => message.StartsWith("READONLY", StringComparison.Ordinal)
        || (message.StartsWith(FromScript, StringComparison.Ordinal) && message.Contains("-READONLY", StringComparison.Ordinal));

    private static bool StartsWithAny(string message, string[] prefixes) =>
        prefixes.Any(prefix => message.StartsWith(prefix, StringComparison.Ordinal));
}
