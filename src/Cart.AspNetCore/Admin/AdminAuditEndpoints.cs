using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The trail of what operators did.</summary>
internal static class AdminAuditEndpoints
{
    public static void Map(RouteGroupBuilder admin) =>
        admin.MapGet("/audit", ListAsync).DescribeForOperators<AuditBody>("adminListActions", "Lists what operators did, newest first.");

    private static async Task<IResult> ListAsync(
        [FromQuery] string? limit, [FromQuery] string? cursor, [FromServices] IAdminAudit audit, CancellationToken cancellationToken)
    {
        var size = PageTerms.SizeOf(limit);

        // One more than the page holds tells whether there is another page.
        var found = await audit.ListAsync(null, PageTerms.NumberOf(cursor), size + 1, cancellationToken).ConfigureAwait(false);
        var page = found.Length > size ? found[..size] : found;
        var body = new AuditBody
        {
            Entries = [.. page.Select(AuditEntryBody.Of)],
            NextCursor = found.Length > size ? page[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        };
        return new Shown<AuditBody>(body, ResponseJsonContext.Relaxed.AuditBody, links => AuditPage.Of(page, body.NextCursor, links));
    }
}
