using System.Globalization;
using System.Text;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Which part of a list a request wants: its <c>limit</c> and its <c>cursor</c>. An empty one is none, as forms send it.</summary>
internal static class PageTerms
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    // Longer than the cursor of any list.
    private const int MaxCursorLength = 400;

    private const string BadCursor = "Send the next_cursor of the page before as the cursor, or none for the first page.";

    /// <exception cref="RefusedRequestException">The limit is none.</exception>
    public static int SizeOf(string? limit) =>
        string.IsNullOrEmpty(limit) ? DefaultLimit
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxLimit ? size
        : throw RequestBody.Malformed($"The limit is a whole number from 1 to {MaxLimit}.");

    /// <exception cref="RefusedRequestException">The cursor is none of a list of orders.</exception>
    public static OrderId? OrderOf(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null : OrderId.TryParse(cursor, out var last) ? last : throw Refused();

    /// <exception cref="RefusedRequestException">The cursor is none of a list of numbered entries.</exception>
    public static long? NumberOf(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
        : throw Refused();

    /// <exception cref="RefusedRequestException">The cursor is none of a list of discounts.</exception>
    public static DiscountCode? CodeOf(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        return cursor.Length <= MaxCursorLength && TryDecode(cursor, out var text) && DiscountCode.TryParse(text, out var last)
            ? last
            : throw Refused();
    }

    /// <summary>Returns the cursor behind a discount: its key, in letters that every URL takes.</summary>
    public static string CursorOf(DiscountCode last) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(last.Key));

    public static RefusedRequestException Refused() => RequestBody.Malformed(BadCursor);

    private static bool TryDecode(string hex, out string text)
    {
        try
        {
            text = Encoding.UTF8.GetString(Convert.FromHexString(hex));
            return true;
        }
        catch (FormatException)
        {
            text = "";
            return false;
        }
    }
}
