using System.Buffers.Binary;
using System.Text;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>The header of a cart, as <c>lua/_prelude.lua</c> packs it: 33 bytes, little-endian.</summary>
internal readonly ref struct CartHeader
{
    public const int Length = 33;

    private readonly ReadOnlySpan<byte> _packed;

    public CartHeader(ReadOnlySpan<byte> packed) =>
        _packed = packed.Length >= Length ? packed[..Length] : throw new FormatException("A cart's hash holds no readable header.");

    public CartState State => _packed[0] switch
    {
        (byte)'o' => CartState.Open,
        (byte)'f' => CartState.CheckingOut,
        (byte)'d' => CartState.Ordered,
        (byte)'m' => CartState.Merging,
        (byte)'x' => CartState.Merged,
        var state => throw new FormatException($"A cart's hash holds no readable state: '{(char)state}'."),
    };

    /// <summary>Whether this is the tombstone of a cart that an operator deleted.</summary>
    public bool IsDeleted => _packed[0] == (byte)'z';

    /// <summary>Whether the guest who started the cart has not come back yet.</summary>
    public bool IsNew => _packed[1] == (byte)'n';

    public long Version => Number(5);

    public DateTimeOffset CreatedAt => Time(9);

    public DateTimeOffset ChangedAt => Time(13);

    public DateTimeOffset WatchedUntil => Time(17);

    public long Units => (long)BinaryPrimitives.ReadDoubleLittleEndian(_packed[21..]);

    public int Lines => BinaryPrimitives.ReadUInt16LittleEndian(_packed[29..]);

    /// <summary>Returns the currency, without making it anew where it is the usual one.</summary>
    public Currency CurrencyOr(Currency usual)
    {
        var code = _packed.Slice(2, 3);
        return Ascii.Equals(code, usual.Code) ? usual : Currency.Parse(Encoding.ASCII.GetString(code));
    }

    /// <summary>Whether a mark, version and last change, is about the cart as it is.</summary>
    public bool IsMarkedBy(ReadOnlySpan<byte> mark) =>
        mark.Length == 8 && mark[..4].SequenceEqual(_packed.Slice(5, 4)) && mark[4..].SequenceEqual(_packed.Slice(13, 4));

    private uint Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_packed[offset..]);

    private DateTimeOffset Time(int offset) => DateTimeOffset.FromUnixTimeSeconds(Number(offset));
}
