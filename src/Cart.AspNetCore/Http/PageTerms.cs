using System.Globalization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Reads the <c>limit</c> and the <c>cursor</c> of a list request. Forms send empty ones for none.</summary>
internal static class PageTerms
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    private const string BadCursor = "Send the next_cursor of the page before as the cursor, or none for the first page.";

    /// <exception cref="RefusedRequestException">The limit is not a number in its range.</exception>
    public static int SizeOf(string? limit) =>
        string.IsNullOrEmpty(limit) ? DefaultLimit
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxLimit ? size
        : throw RequestBody.Malformed($"The limit is a whole number from 1 to {MaxLimit}.");

    /// <exception cref="RefusedRequestException">The cursor is not one of a list of orders.</exception>
    public static OrderId? OrderOf(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null : OrderId.TryParse(cursor, out var last) ? last : throw Refused();

    public static RefusedRequestException Refused() => RequestBody.Malformed(BadCursor);
}
