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

    private static bool IsRefusal(string message) =>
        Refusals.Any(refusal => message.StartsWith(refusal, StringComparison.Ordinal));
}
