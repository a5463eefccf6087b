using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Cart.Engine;

/// <summary>
/// Identifies a line of a cart: a product, and a digest of the attributes that tell several lines of it apart. Prints as <c>7:42</c>, or as
/// <c>7:42#k3JdX1aQ9bc</c> with a digest.
/// </summary>
public readonly record struct LineKey
{
    /// <summary>The greatest length of the text, in characters.</summary>
    internal const int MaxLength = 11 + ProductKey.MaxObjectIdLength + 1 + DigestLength;

    private const int DigestLength = 11;

    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    // A digest stands behind the object id and a colon, which no object id holds. So a key, and with it a line, is no larger than a product's.
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

    /// <summary>Reads a key from its text.</summary>
    /// <exception cref="FormatException">The text is not a line key.</exception>
    public static LineKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not the key of a line, such as 7:42.");

    /// <summary>Reads a key from its text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LineKey key)
    {
        key = default;
        Span<byte> utf8 = stackalloc byte[3 * MaxLength];
        return text is { Length: <= MaxLength } && TryParse(utf8[..Encoding.UTF8.GetBytes(text, utf8)], out key);
    }

    /// <summary>Reads a key from its text in UTF-8.</summary>
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

    /// <summary>Writes the text in UTF-8, for which <see cref="MaxLength"/> bytes are enough, and returns its length.</summary>
    internal int Format(Span<byte> utf8)
    {
        Utf8.TryWrite(utf8, $"{_contentTypeId}:{_id}", out var length);
        if (HasDigest)
        {
            utf8[length - DigestLength - 1] = (byte)'#';
        }
        else if (EndsInDigest(utf8[..length].TrimEnd((byte)'#')))
        {
            // An object id that ends like a digest is closed by one more character, so that no two keys have the same text.
            utf8[length++] = (byte)'#';
        }

        return length;
    }

    private static bool EndsInDigest(ReadOnlySpan<byte> utf8) => utf8.Length > DigestLength + 1
        && utf8[^(DigestLength + 1)] == '#'
        && !utf8[^DigestLength..].ContainsAnyExcept(Digits);
}
