using System.Globalization;
using System.Text.Json.Serialization;

namespace Cart.Admin;

/// <summary>Maps the audit log of operators.</summary>
internal static class AdminAuditLog
{
    public static void Map(RouteGroupBuilder admin) =>
        admin.MapGet("/audit", ListAsync).Describe<AuditBody>("adminListActions", "Lists the actions of operators, newest first.");

    private static async Task<Shown<AuditBody>> ListAsync(
        [FromQuery] string? limit, [FromQuery] string? cursor, [FromServices] IAdminAudit audit, CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);
        var part = ListPart.Of(await audit.ListAsync(null, Before(cursor), size + 1, cancellationToken).ConfigureAwait(false), size);
        var next = part.HasMore ? part.Rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        var body = new AuditBody([.. part.Rows.Select(AuditEntryBody.Of)], next);
        return new(body, AdminJsonContext.Relaxed.AuditBody, PageResult.Of<AuditPage, AuditPage.Model>(new(part.Rows, next)));
    }

    private static long? Before(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
        : throw PageTerms.Refused();
}

/// <summary>Represents a page of the audit log, newest first.</summary>
/// <param name="Entries">The actions.</param>
/// <param name="NextCursor">The cursor of the next page; null after the oldest action.</param>
internal sealed record AuditBody(
    IReadOnlyList<AuditEntryBody> Entries, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>Represents one operator action.</summary>
/// <param name="Id">Its id in the log.</param>
/// <param name="At">The time before it began.</param>
/// <param name="Actor">The operator.</param>
/// <param name="Action">The action, such as <c>delete_cart</c>.</param>
/// <param name="SubjectKind"><c>cart</c>, <c>discount</c> or <c>order</c>.</param>
/// <param name="SubjectId">The id of the subject.</param>
/// <param name="Outcome"><c>done</c>, the code of a refusal, or null if it is not known.</param>
internal sealed record AuditEntryBody(
    long Id,
    DateTime At,
    string Actor,
    string Action,
    [property: JsonPropertyName("subject_kind")] string SubjectKind,
    [property: JsonPropertyName("subject_id")] string SubjectId,
    string? Outcome)
{
    public static AuditEntryBody Of(AuditEntry entry) =>
        new(entry.Id, entry.At.UtcDateTime, entry.Actor, entry.Action, entry.Subject.Kind, entry.Subject.Id, entry.Outcome);
}
