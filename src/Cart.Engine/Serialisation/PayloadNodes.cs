using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents a value of a payload, in either format. Only the types in this file derive from it.</summary>
internal abstract record PayloadNode
{
    private PayloadNode()
    {
    }

    /// <summary>A map of text to values, each key once.</summary>
    public sealed record Map(ImmutableArray<(string Key, PayloadNode Value)> Members) : PayloadNode;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : PayloadNode;

    /// <summary>An integer of at most 64 bits.</summary>
    public sealed record Integer(long Value) : PayloadNode;

    /// <summary>Null in JSON, nil in MessagePack.</summary>
    public sealed record Null : PayloadNode;

    /// <summary>Any value that a cart cannot have.</summary>
    public sealed record Other : PayloadNode;
}

/// <summary>
/// Represents the location of a value in a payload. It becomes a JSON pointer (RFC 6901), for both formats, only in a refusal, so that many members
/// below a long name do not copy the name.
/// </summary>
internal sealed record PayloadPath(PayloadPath? Parent, string Key)
{
    /// <summary>Gets the path of the whole payload.</summary>
    public static PayloadPath Root { get; } = new(null, "");

    public PayloadPath Member(string key) => new(this, key);

    public InvalidPayloadException Refusal(string message, Exception? cause = null) => new(message, ToString(), cause);

    public override string ToString() => Parent is null
        ? ""
        : $"{Parent}/{Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

/// <summary>Collects the members of a map while it is read, in either format. Each name is allowed once, and none may be too long.</summary>
internal sealed class PayloadMembers(PayloadPath path)
{
    // Refusals repeat names. The longest valid name is a product key of 75 characters.
    private const int MaxNameLength = 128;

    private readonly ImmutableArray<(string, PayloadNode)>.Builder _members = ImmutableArray.CreateBuilder<(string, PayloadNode)>();
    private readonly HashSet<string> _names = [];

    /// <summary>Takes the name of the next member, and returns the path of its value.</summary>
    /// <exception cref="InvalidPayloadException">The name is too long, or occurs twice in the map.</exception>
    public PayloadPath Begin(string name)
    {
        if (name.Length > MaxNameLength)
        {
            throw path.Refusal($"A name has at most {MaxNameLength} characters.");
        }

        var member = path.Member(name);
        return _names.Add(name) ? member : throw member.Refusal($"'{name}' stands here twice.");
    }

    public void Add(string name, PayloadNode value) => _members.Add((name, value));

    public PayloadNode.Map ToMap() => new(_members.ToImmutable());
}

/// <summary>
/// Writes and reads the map of both formats: one entry for each line, named by its key, and <c>__discount__</c>. All refusals of a payload are
/// made here, except for invalid JSON or MessagePack.
/// </summary>
internal static class PayloadMap
{
    /// <summary>The maximum number of lines of a payload.</summary>
    public const int MaxLines = 3000;

    /// <summary>The maximum size of a payload, in bytes.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The member that holds the discount.</summary>
    public const string Discount = "__discount__";

    /// <exception cref="ArgumentException">A price does not fit the currency, or the code is not valid, so it could not be read back.</exception>
    public static PayloadNode Of(CartPayload payload, Currency currency)
    {
        CheckDiscount(payload);
        var members = payload.Lines.Select(line => (line.Key.ToString(), (PayloadNode)Of(line, currency)));
        if (payload.DiscountCode is { } code)
        {
            members = members.Append((Discount, new PayloadNode.Map([("code", new PayloadNode.Text(code))])));
        }

        return new PayloadNode.Map([.. members]);
    }

    /// <exception cref="ArgumentException">The code is not valid, so it could not be read back.</exception>
    public static void CheckDiscount(CartPayload payload)
    {
        if (payload.DiscountCode is { } given && !DiscountCode.TryParse(given, out _))
        {
            throw new ArgumentException($"'{given}' is no discount code.", nameof(payload));
        }
    }

    /// <exception cref="ArgumentException">The price does not fit the currency, so it could not be read back.</exception>
    public static void CheckPrice(LineAssignment line, decimal price, Currency currency)
    {
        if (!CartLimits.IsUnitPrice(price, currency))
        {
            throw new ArgumentException($"The price {price} of {line.Key} is none in {currency}.", nameof(line));
        }
    }

    /// <exception cref="InvalidPayloadException">The node is not the documented map.</exception>
    public static CartPayload Read(PayloadNode node)
    {
        if (node is not PayloadNode.Map root)
        {
            throw PayloadPath.Root.Refusal("A payload is a map of lines.");
        }

        var lines = ImmutableArray.CreateBuilder<LineAssignment>();
        var known = new HashSet<LineKey>();
        string? discountCode = null;
        foreach (var (key, value) in root.Members)
        {
            var path = PayloadPath.Root.Member(key);
            if (key == Discount)
            {
                discountCode = ReadDiscount(value, path);
            }
            else if (!IsReserved(key))
            {
                var line = PayloadLines.Read(key, value, path);
                lines.Add(known.Add(line.Key)
                    ? line
                    : throw path.Refusal($"Product {line.Key} stands in the payload twice."));
            }
        }

        return lines.Count <= MaxLines
            ? new CartPayload(lines.ToImmutable(), discountCode)
            : throw PayloadPath.Root.Refusal($"A payload has at most {MaxLines} lines.");
    }

    private static PayloadNode.Map Of(LineAssignment line, Currency currency)
    {
        var product = line.Product;
        var members = ImmutableArray.CreateBuilder<(string, PayloadNode)>();
        members.Add(("content_type_id", new PayloadNode.Integer(product.ContentTypeId)));
        members.Add(("object_id", product.TryGetIntegerId(out var id) ? new PayloadNode.Integer(id) : new PayloadNode.Text(product.ObjectId)));
        if (line.Quantity is { } quantity)
        {
            members.Add(("quantity", new PayloadNode.Integer(quantity.ToInt32())));
        }

        if (line.UnitPrice is { } price)
        {
            CheckPrice(line, price, currency);
            members.Add(("unit_price", new PayloadNode.Text(currency.Format(price))));
        }

        if (line is { Quantity: { } units, UnitPrice: { } each })
        {
            members.Add(("total_price", new PayloadNode.Text(currency.Format(units * each))));
        }

        return new PayloadNode.Map(members.ToImmutable());
    }

    // Names of this form are reserved for future members.
    private static bool IsReserved(string key) =>
        key.Length > 4 && key.StartsWith("__", StringComparison.Ordinal) && key.EndsWith("__", StringComparison.Ordinal);

    private static string? ReadDiscount(PayloadNode node, PayloadPath path)
    {
        if (node is PayloadNode.Null)
        {
            return null;
        }

        var members = node as PayloadNode.Map ?? throw path.Refusal("A discount is a map with a code.");
        string? code = null;
        foreach (var (name, value) in members.Members)
        {
            var memberPath = path.Member(name);
            code = (name, value) switch
            {
                ("code", PayloadNode.Null or PayloadNode.Text { Value: "" }) => null,
                ("code", PayloadNode.Text text) when DiscountCode.TryParse(text.Value, out _) => text.Value,
                ("code", _) => throw memberPath.Refusal($"A code is a text of 1 to {DiscountCode.MaxLength} characters."),
                _ => code,
            };
        }

        return code;
    }
}
