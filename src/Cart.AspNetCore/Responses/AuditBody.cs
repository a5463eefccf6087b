using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A page of the trail of operators, newest first.</summary>
internal sealed record AuditBody
{
    public required IReadOnlyList<AuditEntryBody> Entries { get; init; }

    /// <summary>The cursor of the next page; null behind the first action of all.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}
