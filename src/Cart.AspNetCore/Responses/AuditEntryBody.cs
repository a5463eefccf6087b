using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>One action of an operator.</summary>
internal sealed record AuditEntryBody
{
    public required long Id { get; init; }

    public required DateTime At { get; init; }

    public required string Actor { get; init; }

    public required string Action { get; init; }

    /// <summary><c>cart</c>, <c>discount</c> or <c>order</c>.</summary>
    [JsonPropertyName("subject_kind")]
    public required string SubjectKind { get; init; }

    [JsonPropertyName("subject_id")]
    public required string SubjectId { get; init; }

    /// <summary><c>done</c>, the code of a refusal, or null: not known.</summary>
    public required string? Outcome { get; init; }

    public static AuditEntryBody Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At.UtcDateTime,
        Actor = entry.Actor,
        Action = entry.Action,
        SubjectKind = entry.Subject.Kind,
        SubjectId = entry.Subject.Id,
        Outcome = entry.Outcome,
    };
}
