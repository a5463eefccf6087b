using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>What follows when a trial of all that a shop does went wrong.</summary>
internal static class RehearsalRules
{
    private const string Name = "redis_trial";

    public static CheckFinding Passed { get; } =
        new(Name, CheckLevel.Ok, "a trial cart was changed, watched and deleted, with a user and a discount");

    public static ImmutableArray<CheckFinding> Failed(CartUnavailableException fault) => (fault.InnerException as RedisDetail)?.Refusal switch
    {
        RefusalKind.Forbidden or RefusalKind.Other =>
        [
            new(
                Name,
                CheckLevel.Refuse,
                $"a trial of what a shop does failed: {Sentence(fault)}",
                "Shoppers would get 503.",
                "Give the Redis user the rights that docs/security.md lists, and neither rename nor disable their commands."),
        ],
        RefusalKind.State =>
        [
            new(
                Name,
                CheckLevel.Warn,
                $"a trial of what a shop does was rejected: {Sentence(fault)}",
                "Shoppers get 503 until this is over.",
                "Look at the memory, the disk and the replicas of Redis."),
        ],
        _ => [new("redis", CheckLevel.Away, Sentence(fault), "Carts are away.", "It is looked at again; if this stays, make sure that Redis runs and can be reached.")],
    };

    private static string Sentence(CartUnavailableException fault) => fault.Message.TrimEnd('.');
}
