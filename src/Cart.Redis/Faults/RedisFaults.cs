using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Turns each fault of Redis into one of the engine's: it says what is wrong and whether the request may have taken effect. No word of the
/// client library or of the server is passed on, because their messages can hold keys, arguments and passwords.
/// </summary>
internal static class RedisFaults
{
    /// <summary>Explains a fault if it is one of Redis or of its client.</summary>
    public static bool TryExplain(Exception fault, Asked asked, [NotNullWhen(true)] out CartUnavailableException? unavailable)
    {
        unavailable = fault switch
        {
            RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog }
                or RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } => NotSent(fault, asked),
            RedisConnectionException or RedisTimeoutException => NoAnswer(fault, asked),
            RedisServerException server => Rejected(ServerRefusal.Of(server.Message), asked),
            RedisCommandException command => Rejected(ServerRefusal.Of(command.Message) with { IsFromScript = false }, asked),
            RedisException => NoAnswer(fault, asked),
            _ => null,
        };
        return unavailable is not null;
    }

    /// <summary>Whether a server rejected a whole command for a reason that passes soon.</summary>
    public static bool IsPassing(RedisServerException refusal) => ServerRefusal.Of(refusal.Message).Kind is RefusalKind.Passing;

    /// <summary>Whether the client has to look again which server is the primary.</summary>
    public static bool NamesWrongServer(RedisServerException refusal) =>
        ServerRefusal.Of(refusal.Message).Text is var text
        && (text.EndsWith("(READONLY)", StringComparison.Ordinal) || text.EndsWith("(MOVED)", StringComparison.Ordinal));

    private static CartUnavailableException NotSent(Exception fault, Asked asked) => new(
        $"Redis could not be reached, so '{asked.What}' was not sent.", outcomeUnknown: false, new RedisDetail(ClientFault.Describe(fault)));

    private static CartUnavailableException NoAnswer(Exception fault, Asked asked) => new(
        asked.IsRead ? $"Redis did not answer '{asked.What}'." : $"Redis did not answer '{asked.What}'; it may have taken effect.",
        outcomeUnknown: !asked.IsRead,
        new RedisDetail(ClientFault.Describe(fault)));

    private static CartUnavailableException Rejected(ServerRefusal refusal, Asked asked)
    {
        var isUnknown = refusal.IsFromScript && !asked.IsRead;
        return new CartUnavailableException(
            $"Redis rejected '{asked.What}': {refusal.Text}.{(isUnknown ? " It may have taken effect in part." : "")}",
            isUnknown,
            new RedisDetail(refusal.Text, refusal.Kind));
    }
}
