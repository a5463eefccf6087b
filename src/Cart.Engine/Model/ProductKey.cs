using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Cart.Engine;

/// <summary>
/// Identifies a product of any kind: the number of its type and its id within that type. The text form is <c>7:42</c> or
/// <c>8:BANK CHARGES</c>.
/// </summary>
/// <remarks>
/// An object id is 1 to 64 bytes of printable ASCII without <c>:</c>. An id that is a plain whole number up to 2^63 - 1 (no sign, no leading
/// zero) counts as an integer and is a number in JSON. Every other id is a string.
/// </remarks>
public readonly record struct ProductKey
{
    /// <summary>The maximum length of an object id, in bytes.</summary>
    public const int MaxObjectIdLength = 64;

    private readonly string? _objectId;

    /// <summary>Initializes a key with a text id.</summary>
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

    /// <summary>Initializes a key with an integer id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is below 1, or the id is negative.</exception>
    public ProductKey(int contentTypeId, long objectId)
        : this(contentTypeId, ArgumentIsNotNegative(objectId).ToString(CultureInfo.InvariantCulture))
    {
    }

    private ProductKey(string objectId, int contentTypeId) => (ContentTypeId, _objectId) = (contentTypeId, objectId);

    /// <summary>Gets the number of the product's type, 1 or more.</summary>
    public int ContentTypeId { get; }

    /// <summary>Gets the product's id within its type.</summary>
    public string ObjectId => _objectId ?? "";

    /// <summary>Returns whether the object id is an integer, and its value.</summary>
    public bool TryGetIntegerId(out long id)
    {
        var text = ObjectId;
        id = 0;
        return text.Length > 0
            && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    /// <summary>Parses a key from its text form <c>content type id : object id</c>.</summary>
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

    /// <summary>Parses a key from its text form in UTF-8.</summary>
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

    /// <summary>Creates a key if both parts are valid.</summary>
    public static bool TryCreate(int contentTypeId, [NotNullWhen(true)] string? objectId, out ProductKey key)
    {
        var valid = contentTypeId >= 1 && IsObjectId(objectId);
        key = valid ? new ProductKey(contentTypeId, objectId!) : default;
        return valid;
    }

    /// <summary>Returns the key of parts that are known to be valid.</summary>
    internal static ProductKey OfChecked(int contentTypeId, string objectId) => new(objectId, contentTypeId);

    /// <summary>Returns the text form.</summary>
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

/// <summary>
/// Identifies a line of a cart: a product, and a digest of the attributes that distinguish several lines of it. The text form is <c>7:42</c>, or
/// <c>7:42#k3JdX1aQ9bc</c> with a digest.
/// </summary>
public readonly record struct LineKey
{
    /// <summary>The maximum length of the text, in characters.</summary>
    internal const int MaxLength = 11 + ProductKey.MaxObjectIdLength + 1 + DigestLength;

    private const int DigestLength = 11;

    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    // The digest follows the object id and a colon, which no object id contains. So a key is no larger than a product key.
    private readonly string? _id;
    private readonly int _contentTypeId;

    /// <summary>Initializes the key of a line.</summary>
    /// <param name="product">The product.</param>
    /// <param name="digest">The digest of the attributes: 11 characters of base64url; null for a line without attributes.</param>
    /// <exception cref="ArgumentException">The digest does not have that form.</exception>
    public LineKey(ProductKey product, string? digest = null)
    {
        if (digest is not null && (digest.Length != DigestLength || !digest.All(static digit => char.IsAscii(digit) && Digits.Contains((byte)digit))))
        {
            throw new ArgumentException($"A digest has {DigestLength} characters of base64url.", nameof(digest));
        }

        if (product != default)
        {
            (_contentTypeId, _id) = (product.ContentTypeId, digest is null ? product.ObjectId : $"{product.ObjectId}:{digest}");
        }
    }

    /// <summary>Gets the product of the line.</summary>
    public ProductKey Product => _id is null ? default : ProductKey.OfChecked(_contentTypeId, HasDigest ? _id[..^(DigestLength + 1)] : _id);

    /// <summary>Gets the digest of the attributes; null for a line without attributes.</summary>
    public string? Digest => HasDigest ? _id[^DigestLength..] : null;

    [MemberNotNullWhen(true, nameof(_id))]
    private bool HasDigest => _id is { Length: > DigestLength + 1 } id && id[^(DigestLength + 1)] == ':';

    /// <summary>Returns the key of a product's line without attributes.</summary>
    public static LineKey Of(ProductKey product) => new(product);

    /// <summary>Parses a key from its text.</summary>
    /// <exception cref="FormatException">The text is not a line key.</exception>
    public static LineKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not the key of a line, such as 7:42.");

    /// <summary>Parses a key from its text, and returns whether it is valid.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LineKey key)
    {
        key = default;
        Span<byte> utf8 = stackalloc byte[3 * MaxLength];
        return text is { Length: <= MaxLength } && TryParse(utf8[..Encoding.UTF8.GetBytes(text, utf8)], out key);
    }

    /// <summary>Parses a key from its text in UTF-8, and returns whether it is valid.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out LineKey key)
    {
        key = default;
        string? digest = null;
        if (EndsInDigest(utf8))
        {
            digest = Encoding.ASCII.GetString(utf8[^DigestLength..]);
            utf8 = utf8[..^(DigestLength + 1)];
        }
        else if (utf8.EndsWith("#"u8) && EndsInDigest(utf8.TrimEnd((byte)'#')))
        {
            utf8 = utf8[..^1];
        }

        var isKey = ProductKey.TryParse(utf8, out var product);
        key = isKey ? new LineKey(product, digest) : default;
        return isKey;
    }

    /// <summary>Returns the text.</summary>
    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(utf8[..Format(utf8)]);
    }

    /// <summary>Writes the text in UTF-8 and returns its length. <see cref="MaxLength"/> bytes suffice.</summary>
    internal int Format(Span<byte> utf8)
    {
        Utf8.TryWrite(utf8, $"{_contentTypeId}:{_id}", out var length);
        if (HasDigest)
        {
            utf8[length - DigestLength - 1] = (byte)'#';
        }
        else if (EndsInDigest(utf8[..length].TrimEnd((byte)'#')))
        {
            // An object id that ends like a digest gets one more character, so that no two keys have the same text.
            utf8[length++] = (byte)'#';
        }

        return length;
    }

    private static bool EndsInDigest(ReadOnlySpan<byte> utf8) => utf8.Length > DigestLength + 1
        && utf8[^(DigestLength + 1)] == '#'
        && !utf8[^DigestLength..].ContainsAnyExcept(Digits);
}
