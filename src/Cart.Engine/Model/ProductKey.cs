using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Identifies a product of any kind: the number of its type and its id within that type. Prints as <c>7:42</c> or
/// <c>8:BANK CHARGES</c>.
/// </summary>
/// <remarks>
/// An object id is 1 to 64 bytes of printable ASCII without <c>:</c>. An id that is written as a plain whole number up to
/// 2^63 - 1 (no sign, no leading zero) counts as an integer and is a number in JSON; every other id is a string.
/// </remarks>
public readonly record struct ProductKey
{
    /// <summary>The greatest length of an object id, in bytes.</summary>
    public const int MaxObjectIdLength = 64;

    private readonly string? _objectId;

    /// <summary>Makes a key with a text id.</summary>
    /// <exception cref="ArgumentException">The type is below 1, or the id is not a valid object id.</exception>
    public ProductKey(int contentTypeId, string objectId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contentTypeId, 1);
        if (!IsObjectId(objectId))
        {
            throw new ArgumentException(
                $"An object id is 1 to {MaxObjectIdLength} printable ASCII characters without ':'.", nameof(objectId));
        }

        ContentTypeId = contentTypeId;
        _objectId = objectId;
    }

    /// <summary>Makes a key with an integer id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is below 1, or the id is negative.</exception>
    public ProductKey(int contentTypeId, long objectId)
        : this(contentTypeId, ArgumentIsNotNegative(objectId).ToString(CultureInfo.InvariantCulture))
    {
    }

    private ProductKey(string objectId, int contentTypeId) => (ContentTypeId, _objectId) = (contentTypeId, objectId);

    /// <summary>The number of the product's type, 1 or more.</summary>
    public int ContentTypeId { get; }

    /// <summary>The product's id within its type.</summary>
    public string ObjectId => _objectId ?? "";

    /// <summary>Tells whether the object id is an integer, and which.</summary>
    public bool TryGetIntegerId(out long id)
    {
        var text = ObjectId;
        id = 0;
        return text.Length > 0
            && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    /// <summary>Reads a key from its composite form <c>content type id : object id</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductKey key)
    {
        key = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 1 || !TryCreate(text.AsSpan(0, colon), text![(colon + 1)..], out key))
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads a key from its composite form in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ProductKey key)
    {
        key = default;
        return Utf8Parser.TryParse(utf8, out int contentTypeId, out var read)
            && read < utf8.Length
            && char.IsAsciiDigit((char)utf8[0])
            && utf8[0] != '0'
            && utf8[read] == ':'
            && TryCreate(contentTypeId, Encoding.UTF8.GetString(utf8[(read + 1)..]), out key);
    }

    /// <summary>Makes a key if both parts are valid.</summary>
    public static bool TryCreate(int contentTypeId, [NotNullWhen(true)] string? objectId, out ProductKey key)
    {
        var valid = contentTypeId >= 1 && IsObjectId(objectId);
        key = valid ? new ProductKey(contentTypeId, objectId!) : default;
        return valid;
    }

    /// <summary>Returns the key of parts that are known to be valid.</summary>
    internal static ProductKey OfChecked(int contentTypeId, string objectId) => new(objectId, contentTypeId);

    /// <summary>Returns the composite form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ContentTypeId}:{ObjectId}");

    private static bool TryCreate(ReadOnlySpan<char> contentType, string objectId, out ProductKey key)
    {
        key = default;
        return contentType[0] != '0'
            && int.TryParse(contentType, NumberStyles.None, CultureInfo.InvariantCulture, out var contentTypeId)
            && TryCreate(contentTypeId, objectId, out key);
    }

    private static bool IsObjectId([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxObjectIdLength }
        && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !text.Contains(':', StringComparison.Ordinal);

    private static long ArgumentIsNotNegative(long objectId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(objectId);
        return objectId;
    }
}
