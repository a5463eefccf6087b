using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Reads the fields of a cart's hash; <c>lua/_prelude.lua</c> says what they are.</summary>
internal static class CartHash
{
    // Quantity and position, in front of the price.
    private const int Packed = 6;

    // So many positions, and names and values of so many bytes, find room on the stack.
    private const int UsualFields = 72;
    private const int UsualBytes = 96;

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

    /// <summary>Reads a cart in a list from its fields <c>m</c>, <c>u</c> and <c>a</c>; null if the cart is gone.</summary>
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

    /// <summary>Reads a line: quantity, position and the price's digits.</summary>
    public static CartLine ToLine(ProductKey product, ReadOnlySpan<byte> value) =>
        value.Length > Packed && Price.TryRead(value[Packed..], out var price)
            ? new CartLine(product, BinaryPrimitives.ReadInt32LittleEndian(value), price)
            : throw Unreadable("line", Convert.ToHexString(value));

    public static ReadOnlySpan<byte> Bytes(RedisValue value) => ((ReadOnlyMemory<byte>)value).Span;

    // Copied, where there is room: the client may keep short values in a form from which bytes have to be made.
    private static ReadOnlySpan<byte> Bytes(in RedisValue value, Span<byte> room) =>
        value.GetByteCount() <= room.Length ? room[..value.CopyTo(room)] : Bytes(value);

    public static CartMerge ToMerge(string value)
    {
        var parts = value.Split('|');
        return parts.Length == 2 && CartId.TryParse(parts[0], out var target)
            ? new CartMerge(target, MergeStrategies.Parse(parts[1]))
            : throw Unreadable("merge", value);
    }

    public static (OrderId Id, CartId? Successor) ToOrder(string value)
    {
        var parts = value.Split('|');
        var order = OrderId.TryParse(parts[0], out var id) ? id : throw Unreadable("order", value);
        return parts.Length == 1
            ? (order, null)
            : (order, CartId.TryParse(parts[1], out var successor) ? successor : throw Unreadable("successor", value));
    }

    // As many lines as there are, not as the header counts: a server that dies in the middle of a script can keep a part of what it wrote.
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
            if (!IsLine(name))
            {
                others.Set(name, field.Value);
                continue;
            }

            if (!ProductKey.TryParse(name, out var product))
            {
                throw Unreadable("product", Encoding.UTF8.GetString(name));
            }

            if (count == lines.Length)
            {
                throw Unreadable("header", "there are only lines");
            }

            var value = Bytes(field.Value, valueRoom);
            lines[count] = ToLine(product, value);
            positions[count] = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]);
            isSorted &= count == 0 || positions[count - 1] < positions[count];
            count++;
        }

        Array.Resize(ref lines, count);

        // A hash table has no order; a listpack has that of the lines, as long as none of them came back.
        if (!isSorted)
        {
            positions[..count].Sort(lines.AsSpan());
        }

        return lines;
    }

    private static bool IsLine(ReadOnlySpan<byte> name) => char.IsAsciiDigit((char)name[0]);

    private static FormatException Unreadable(string what, string text) => new($"A cart's hash holds no readable {what}: '{text}'.");

    /// <summary>What a cart's hash holds beside its lines.</summary>
    private struct CartFields
    {
        private string? _user;
        private string? _discount;
        private string? _shipping;
        private string? _checkout;
        private string? _order;
        private string? _merge;
        private byte[]? _notes;

        public byte[]? Header { get; private set; }

        // The names of all fields but lines differ in their first letter, or are longer than it.
        public void Set(ReadOnlySpan<byte> name, RedisValue value)
        {
            if (name.Length > 1)
            {
                return;
            }

            switch ((char)name[0])
            {
                case 'm': Header = value; break;
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
            var header = new CartHeader(Header);
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
                DiscountCode = _discount,
                ShippingOptionId = _shipping,
                Fence = _checkout is null ? 0 : long.Parse(_checkout.AsSpan(0, _checkout.IndexOf('|', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture),
                OrderId = order?.Id,
                Successor = order?.Successor,
                Merge = _merge is null ? null : ToMerge(_merge),
                MergeNotes = _notes is null ? [] : ToNotes(_notes, header.Version),
                Lines = lines,
            };
        }

        // What a merge changed is told until the next change.
        private static ImmutableArray<MergeNote> ToNotes(ReadOnlySpan<byte> notes, long version) =>
            BinaryPrimitives.ReadUInt32LittleEndian(notes) != version
                ? []
                : [.. Encoding.UTF8.GetString(notes[4..]).Split('\n').Select(ToNote)];

        // Notes of earlier releases have no numbers.
        private static MergeNote ToNote(string note)
        {
            var parts = note.Split('\t');
            if (!ProductKey.TryParse(parts[0], out var product))
            {
                return new MergeNote(null);
            }

            var limit = new LineProblem("invalid_quantity", product);
            return new MergeNote(parts switch
            {
                [_, var wanted, ['<', .. var most]] => limit with { Requested = ToNumber(wanted), Limit = (int)ToNumber(most) },
                [_, var wanted, var stock] => new LineProblem("insufficient_stock", product)
                {
                    Requested = ToNumber(wanted),
                    Available = (int)ToNumber(stock),
                },
                _ => limit,
            });
        }

        private static long ToNumber(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
