using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Shows what operators did.</summary>
internal static class AuditPage
{
    /// <summary>How many actions the page of a cart or a discount shows.</summary>
    public const int Recent = 20;

    public static AdminPage Of(ImmutableArray<AuditEntry> entries, string? nextCursor, AdminLinks links)
    {
        var next = nextCursor is null ? null : links.Audit + AdminLinks.Query(("cursor", nextCursor));
        return new AdminPage("Trail", AdminSection.Audit, $"""
            <p class="hint">Every action stands here before it is carried out; one that cannot be noted is not carried out.</p>
            {Activity(entries, links)}
            {PageParts.Next(next)}
            """);
    }

    /// <summary>Shows actions, newest first.</summary>
    public static Html Activity(ImmutableArray<AuditEntry> entries, AdminLinks links)
    {
        if (entries.IsEmpty)
        {
            return PageParts.Empty("No operator did anything here.");
        }

        return $"""
            <div class="scroll"><table>
            <thead><tr><th>When (UTC)</th><th>Who</th><th>What</th><th>On</th><th>Outcome</th></tr></thead>
            <tbody>{Html.Concat(entries.Select(Row))}</tbody>
            </table></div>
            """;

        Html Row(AuditEntry entry) => $"""
            <tr><td>{PageParts.Time(entry.At.UtcDateTime)}</td><td>{entry.Actor}</td><td>{entry.Action.Replace('_', ' ')}</td>
            <td>{PageParts.Id(entry.Subject.Id, links.Subject(entry.Subject))}</td><td>{Outcome(entry.Outcome)}</td></tr>
            """;
    }

    private static Html Outcome(string? outcome) => outcome switch
    {
        "done" => $"""<span class="badge open">done</span>""",
        null => $"""<span class="badge merging">not known</span>""",
        _ => $"""<span class="badge merged">{outcome.Replace('_', ' ')}</span>""",
    };
}
