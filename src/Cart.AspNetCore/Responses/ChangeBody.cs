using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>No more than what a change did, for clients that prefer that: how much the cart holds, and the lines that changed.</summary>
internal sealed record ChangeBody
{
    public required long Version { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    /// <summary>The lines that changed, as they are now; one that was removed has quantity 0.</summary>
    public required IReadOnlyList<ItemBody> Items { get; init; }
}
