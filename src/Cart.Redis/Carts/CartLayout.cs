using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Represents the header of a cart, as <c>lua/_layout.lua</c> packs it: 33 bytes, little-endian.</summary>
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

    /// <summary>Gets whether this is the tombstone of a cart that an operator deleted.</summary>
    public bool IsDeleted => _packed[0] == (byte)'z';

    /// <summary>Gets whether the guest who started the cart has not come back yet.</summary>
    public bool IsNew => _packed[1] == (byte)'n';

    public long Version => Number(5);
    public DateTimeOffset CreatedAt => Time(9);
    public DateTimeOffset ChangedAt => Time(13);
    public DateTimeOffset WatchedUntil => Time(17);

    public long Units => (long)BinaryPrimitives.ReadDoubleLittleEndian(_packed[21..]);

    public int Lines => BinaryPrimitives.ReadUInt16LittleEndian(_packed[29..]);

    /// <summary>Returns the currency, reusing the given one if it is equal.</summary>
    public Currency CurrencyOr(Currency usual)
    {
        var code = _packed.Slice(2, 3);
        return Ascii.Equals(code, usual.Code) ? usual : Currency.Parse(Encoding.ASCII.GetString(code));
    }

    /// <summary>Returns whether a mark (version and last change) belongs to the current state of the cart.</summary>
    public bool IsMarkedBy(ReadOnlySpan<byte> mark) =>
        mark.Length == 8 && mark[..4].SequenceEqual(_packed.Slice(5, 4)) && mark[4..].SequenceEqual(_packed.Slice(13, 4));

    private uint Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_packed[offset..]);

    private DateTimeOffset Time(int offset) => DateTimeOffset.FromUnixTimeSeconds(Number(offset));
}

/// <summary>Reads carts as <c>lua/_layout.lua</c> packs them. <c>lua/README.md</c> lists the fields of the hash.</summary>
internal static class CartLayout
{
    /// <summary>The number of bytes of a line before its price: quantity, position.</summary>
    public const int LineLength = 6;

    // Up to this many positions, and bytes of names and values, are kept on the stack.
    private const int UsualFields = 72, UsualBytes = 96;

    public static CartSnapshot ToSnapshot(CartId id, Currency currency, HashEntry[] fields)
    {
        if (fields.Length == 0)
        {
            return CartSnapshot.Nothing(id, currency);
        }

        var others = default(CartFields);
        var lines = ReadLines(fields, ref others);
        return others.ToSnapshot(id, currency, ImmutableCollectionsMarshal.AsImmutableArray(lines));
    }

    /// <summary>Reads a cart for a list from its fields <c>m</c>, <c>u</c> and <c>a</c>; null if the cart no longer exists.</summary>
    public static CartSummary? ToSummary(CartId id, RedisValue[] fields)
    {
        if (fields[0].IsNull)
        {
            return null;
        }

        var header = new CartHeader(Bytes(fields[0]));
        return header.IsDeleted ? null : new CartSummary
        {
            Id = id,
            State = header.State,
            Version = header.Version,
            UniqueCount = header.Lines,
            Count = header.Units,
            ChangedAt = header.ChangedAt,
            CreatedAt = header.CreatedAt,
            UserId = (string?)fields[1],
            IsAbandoned = header.IsMarkedBy(Bytes(fields[2])),
        };
    }

    /// <summary>Reads a line: quantity, position and the digits of the price.</summary>
    public static CartLine ToLine(LineKey key, ReadOnlySpan<byte> value) =>
        value.Length > LineLength && TryReadPrice(value[LineLength..], out var price)
            ? new CartLine(key, Quantity.Whole(BinaryPrimitives.ReadInt32LittleEndian(value)), price)
            : throw Unreadable("line", Convert.ToHexString(value));

    public static ReadOnlySpan<byte> Bytes(RedisValue value) => ((ReadOnlyMemory<byte>)value).Span;

    // Copies if there is room: the client may keep short values in a form without bytes.
    private static ReadOnlySpan<byte> Bytes(in RedisValue value, Span<byte> room) =>
        value.GetByteCount() <= room.Length ? room[..value.CopyTo(room)] : Bytes(value);

    public static CartMerge ToMerge(string value) => value.Split('|') is [var target, var strategy] && CartId.TryParse(target, out var cart)
        ? new CartMerge(cart, MergeStrategies.Parse(strategy))
        : throw Unreadable("merge", value);

    public static (OrderId Id, CartId? Successor) ToOrder(string value) => value.Split('|') switch
    {
        [var order] when OrderId.TryParse(order, out var id) => (id, null),
        [var order, var cart] when OrderId.TryParse(order, out var id) && CartId.TryParse(cart, out var successor) => (id, successor),
        _ => throw Unreadable("order", value),
    };

    // Counts the lines themselves, not by the header: a server that dies during a script can keep only a part of its writes.
    private static CartLine[] ReadLines(HashEntry[] fields, ref CartFields others)
    {
        Span<byte> nameRoom = stackalloc byte[UsualBytes];
        Span<byte> valueRoom = stackalloc byte[UsualBytes];
        var positions = fields.Length <= UsualFields ? stackalloc ushort[UsualFields] : new ushort[fields.Length];
        var lines = new CartLine[fields.Length - 1];
        var count = 0;
        var isSorted = true;
        foreach (var field in fields)
        {
            var name = Bytes(field.Name, nameRoom);
            if (!char.IsAsciiDigit((char)name[0]))
            {
                others.Set(name, field.Value);
                continue;
            }

            if (!LineKey.TryParse(name, out var key))
            {
                throw Unreadable("line", Encoding.UTF8.GetString(name));
            }

            if (count == lines.Length)
            {
                throw Unreadable("header", "there are only lines");
            }

            var value = Bytes(field.Value, valueRoom);
            lines[count] = ToLine(key, value);
            positions[count] = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]);
            isSorted &= count == 0 || positions[count - 1] < positions[count];
            count++;
        }

        Array.Resize(ref lines, count);

        // A hash table has no order. A listpack has the order of the lines, unless a line was removed and added again.
        if (!isSorted)
        {
            positions[..count].Sort(lines.AsSpan());
        }

        return lines;
    }

    // The digits of a price, as Currency.Format writes them.
    private static bool TryReadPrice(ReadOnlySpan<byte> text, out decimal price) => UsualAmount.TryRead(text, out price)
        || decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price);

    private static FormatException Unreadable(string what, string text) => new($"A cart's hash holds no readable {what}: '{text}'.");

    /// <summary>Holds the fields of a cart's hash besides its lines.</summary>
    private struct CartFields
    {
        private string? _user;
        private string? _discount;
        private string? _shipping;
        private string? _checkout;
        private string? _order;
        private string? _merge;
        private byte[]? _notes;
        private byte[]? _header;

        // All field names except those of lines differ in their first letter, or are longer.
        public void Set(ReadOnlySpan<byte> name, RedisValue value)
        {
            if (name.Length > 1)
            {
                return;
            }

            switch ((char)name[0])
            {
                case 'm': _header = value; break;
                case 'u': _user = value; break;
                case 'd': _discount = value; break;
                case 's': _shipping = value; break;
                case 'f': _checkout = value; break;
                case 'p': _order = value; break;
                case 'g': _merge = value; break;
                case 'n': _notes = value; break;
            }
        }

        public readonly CartSnapshot ToSnapshot(CartId id, Currency usual, ImmutableArray<CartLine> lines)
        {
            var header = new CartHeader(_header);
            if (header.IsDeleted)
            {
                return CartSnapshot.Nothing(id, usual) with { Version = header.Version };
            }

            (OrderId Id, CartId? Successor)? order = _order is null ? null : ToOrder(_order);
            return new CartSnapshot
            {
                Id = id,
                State = header.State,
                Version = header.Version,
                Currency = header.State is CartState.Open && lines.IsEmpty && usual != default ? usual : header.CurrencyOr(usual),
                CreatedAt = header.CreatedAt,
                ChangedAt = header.ChangedAt,
                UserId = _user,
                IsNew = header.IsNew,
                DiscountCodes = _discount is null ? [] : [_discount],
                ShippingOptionId = _shipping,
                Fence = _checkout is null ? 0 : ToNumber(_checkout.Split('|')[0]),
                OrderId = order?.Id,
                Successor = order?.Successor,
                Merge = _merge is null ? null : ToMerge(_merge),
                MergeNotes = _notes is null ? [] : ToNotes(_notes, header.Version),
                Lines = lines,
            };
        }

        // The notes of a merge are kept until the next change.
        private static ImmutableArray<MergeNote> ToNotes(ReadOnlySpan<byte> notes, long version) =>
            BinaryPrimitives.ReadUInt32LittleEndian(notes) != version
                ? []
                : [.. Encoding.UTF8.GetString(notes[4..]).Split('\n').Select(ToNote)];

        // Notes of earlier releases contain no numbers.
        private static MergeNote ToNote(string note)
        {
            var parts = note.Split('\t');
            if (!LineKey.TryParse(parts[0], out var key))
            {
                return new MergeNote(null);
            }

            var limit = new LineProblem(CartErrors.InvalidQuantity.Code, key);
            return new MergeNote(parts switch
            {
                [_, var wanted, ['<', .. var most]] => limit with { Requested = Quantity.Whole(ToNumber(wanted)), Limit = Quantity.Whole(ToNumber(most)) },
                [_, var wanted, var stock] => new LineProblem(CartErrors.InsufficientStock.Code, key)
                {
                    Requested = Quantity.Whole(ToNumber(wanted)),
                    Available = Quantity.Whole(ToNumber(stock)),
                },
                _ => limit,
            });
        }

        private static long ToNumber(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
