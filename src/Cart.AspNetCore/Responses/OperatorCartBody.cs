using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>A cart in an operator's list.</summary>
internal record OperatorCartBody
{
    public required string Id { get; init; }

    /// <summary><c>open</c>, <c>checking_out</c>, <c>ordered</c>, <c>merging</c> or <c>merged</c>.</summary>
    public required string State { get; init; }

    /// <summary>The user who owns it; null for a guest's.</summary>
    public required string? User { get; init; }

    public required long Version { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTime? CreatedAt { get; init; }

    /// <summary>When it was last changed, give or take a hundredth of its time to live.</summary>
    [JsonPropertyName("last_activity_at")]
    public required DateTime? LastActivityAt { get; init; }

    public static OperatorCartBody Of(CartSummary cart) => new()
    {
        Id = cart.Id.ToString(),
        State = CartStates.NameOf(cart.State),
        User = cart.UserId,
        Version = cart.Version,
        Count = cart.Count,
        UniqueCount = cart.UniqueCount,
        CreatedAt = cart.CreatedAt.UtcDateTime,
        LastActivityAt = cart.ChangedAt.UtcDateTime,
    };

    public static OperatorCartBody Of(CartSnapshot cart) => new()
    {
        Id = cart.Id.ToString(),
        State = CartStates.NameOf(cart.State),
        User = cart.UserId,
        Version = cart.Version,
        Count = cart.Count,
        UniqueCount = cart.Lines.Length,
        CreatedAt = cart.CreatedAt?.UtcDateTime,
        LastActivityAt = cart.ChangedAt?.UtcDateTime,
    };
}
