using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What the mutations of lines make of a cart, as pure functions: the result, and the cart with its new lines.</summary>
internal static class InMemoryLines
{
    public static (CartResult Result, CartSnapshot Cart) Add(CartSnapshot cart, AddLines add, CartLimits limits)
    {
        if (cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        foreach (var addition in add.Additions)
        {
            var place = PlaceOf(lines, addition.Product);
            var quantity = addition.Quantity;
            if (place < 0 && lines.Count >= limits.MaxLines)
            {
                return Refused(cart, CartStatus.TooManyLines, addition.Product);
            }

            if (place >= 0 && (!Quantity.TryAdd(lines[place].Quantity, quantity, out quantity) || quantity > limits.MaxQuantity))
            {
                return Refused(cart, CartStatus.QuantityLimit, addition.Product);
            }

            Put(lines, place, new CartLine(addition.Product, quantity, limits.Currency.Round(addition.UnitPrice)));
        }

        return Changed(cart, lines, add.Additions.Select(static addition => addition.Product), []);
    }

    public static (CartResult Result, CartSnapshot Cart) Set(CartSnapshot cart, SetLines set, CartLimits limits)
    {
        if (set.DiscountCode is not null && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        foreach (var assignment in set.Assignments)
        {
            var place = PlaceOf(lines, assignment.Product);
            var line = place >= 0 ? lines[place] : null;
            if (line is null && !(set.CreateMissing && assignment is { Quantity.Value: not 0, UnitPrice: not null }))
            {
                return Refused(cart, CartStatus.LineNotFound, assignment.Product);
            }

            if (assignment.Quantity == (Quantity)0)
            {
                lines.RemoveAt(place);
            }
            else if (cart.Currency != limits.Currency && (assignment.UnitPrice is not null || assignment.Quantity > line?.Quantity))
            {
                return Refused(cart, CartStatus.CurrencyMismatch, null);
            }
            else
            {
                Put(lines, place, new CartLine(
                    assignment.Product,
                    assignment.Quantity ?? line!.Quantity,
                    cart.Currency.Round(assignment.UnitPrice ?? line!.UnitPrice)));
            }
        }

        if (lines.Count > limits.MaxLines && set.Assignments.Any(assignment => cart.Find(assignment.Product) is null))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        var (result, after) = Changed(cart, lines, KeysOf(set, removed: false), KeysOf(set, removed: true));
        return (result, after with { DiscountCode = set.DiscountCode ?? after.DiscountCode });
    }

    public static (CartResult Result, CartSnapshot Cart) Adjust(CartSnapshot cart, AdjustLine adjust, CartLimits limits)
    {
        if (adjust.Delta > 0 && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var place = PlaceOf(lines, adjust.Product);
        if (place < 0)
        {
            return Refused(cart, CartStatus.LineNotFound, adjust.Product);
        }

        var line = lines[place];
        var quantity = (long)line.Quantity.Value + adjust.Delta;
        if (quantity < 0)
        {
            return Refused(cart, CartStatus.InvalidQuantity, adjust.Product);
        }

        if (adjust.Delta > 0 && quantity > limits.MaxQuantity.Value)
        {
            return Refused(cart, CartStatus.QuantityLimit, adjust.Product);
        }

        if (quantity == 0)
        {
            lines.RemoveAt(place);
            return Changed(cart, lines, [], [adjust.Product]);
        }

        lines[place] = line with { Quantity = (int)quantity };
        return Changed(cart, lines, [adjust.Product], []);
    }

    public static (CartResult Result, CartSnapshot Cart) Remove(CartSnapshot cart, RemoveLine remove)
    {
        var lines = cart.Lines.ToBuilder();
        var place = PlaceOf(lines, remove.Product);
        if (place < 0)
        {
            return Refused(cart, CartStatus.LineNotFound, remove.Product);
        }

        lines.RemoveAt(place);
        return Changed(cart, lines, [], [remove.Product]);
    }

    public static (CartResult Result, CartSnapshot Cart) Merge(CartSnapshot cart, MergeLines merge, CartLimits limits)
    {
        if (!merge.Lines.IsEmpty && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var clamped = ImmutableArray.CreateBuilder<ProductKey>();
        foreach (var line in merge.Lines)
        {
            var place = PlaceOf(lines, line.Product);
            var quantity = place < 0 ? line.Quantity.Value : Merged(lines[place].Quantity, line.Quantity, merge.Strategy);
            if (quantity > limits.MaxQuantity.Value)
            {
                quantity = limits.MaxQuantity.Value;
                clamped.Add(line.Product);
            }

            Put(lines, place, new CartLine(line.Product, (int)quantity, limits.Currency.Round(line.UnitPrice)));
        }

        if (lines.Count > limits.MaxLines && merge.Lines.Any(line => cart.Find(line.Product) is null))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        var (result, after) = Changed(cart, lines, merge.Lines.Select(static line => line.Product), []);
        return (result with { Clamped = clamped.ToImmutable() }, after with { DiscountCode = cart.DiscountCode ?? merge.DiscountCode, ShippingOptionId = cart.ShippingOptionId ?? merge.ShippingOptionId });
    }

    private static long Merged(Quantity held, Quantity taken, MergeStrategy strategy) => strategy switch
    {
        MergeStrategy.Add => (long)held.Value + taken.Value,
        MergeStrategy.KeepHigher => Math.Max(held.Value, taken.Value),
        _ => taken.Value,
    };

    private static IEnumerable<ProductKey> KeysOf(SetLines set, bool removed) =>
        from assignment in set.Assignments where (assignment.Quantity == (Quantity)0) == removed select assignment.Product;

    private static (CartResult Result, CartSnapshot Cart) Refused(CartSnapshot cart, CartStatus status, ProductKey? product) =>
        (new CartResult { Status = status, Version = cart.Version, Product = product }, cart);

    private static (CartResult Result, CartSnapshot Cart) Changed(
        CartSnapshot cart, ImmutableArray<CartLine>.Builder lines, IEnumerable<ProductKey> changed, IEnumerable<ProductKey> removed)
    {
        var after = cart with { Lines = lines.DrainToImmutable() };
        var result = new CartResult
        {
            Status = CartStatus.Ok,
            Changed = [.. changed.Select(product => after.Find(product)!)],
            Created = [.. changed.Where(product => cart.Find(product) is null)],
            Removed = [.. removed.Select(product => cart.Find(product)!)],
        };
        return (result, after);
    }

    private static int PlaceOf(ImmutableArray<CartLine>.Builder lines, ProductKey product)
    {
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place].Product == product)
            {
                return place;
            }
        }

        return -1;
    }

    private static void Put(ImmutableArray<CartLine>.Builder lines, int place, CartLine line)
    {
        if (place < 0)
        {
            lines.Add(line);
        }
        else
        {
            lines[place] = line;
        }
    }
}
