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
        var excesses = new LineExcesses(add, limits);
        for (var i = 0; i < add.Additions.Length; i++)
        {
            var addition = add.Additions[i];
            var place = PlaceOf(lines, addition.Product);
            if (place < 0 && lines.Count >= limits.MaxLines)
            {
                return Refused(cart, CartStatus.TooManyLines, addition.Product);
            }

            var quantity = (place < 0 ? 0L : lines[place].Quantity.Value) + addition.Quantity.Value;
            excesses.Check(i, addition.Product, quantity);
            Put(lines, place, new CartLine(addition.Product, unchecked((int)quantity), limits.Currency.Round(addition.UnitPrice)));
        }

        return excesses.RefusalAt(cart.Version) is { } refusal
            ? (refusal, cart)
            : Changed(cart, lines, add.Additions.Select(static addition => addition.Product), []);
    }

    public static (CartResult Result, CartSnapshot Cart) Set(CartSnapshot cart, SetLines set, CartLimits limits)
    {
        if (set.DiscountCode is not null && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var excesses = new LineExcesses(set, limits);
        HashSet<ProductKey> leftOff = [];
        for (var i = 0; i < set.Assignments.Length; i++)
        {
            var assignment = set.Assignments[i];
            var place = PlaceOf(lines, assignment.Product);
            var line = place >= 0 ? lines[place] : null;
            var price = assignment.UnitPrice ?? (line is null ? assignment.PriceIfMore : null);
            if (line is null && !(set.CreateMissing && assignment.Quantity != (Quantity)0 && price is not null))
            {
                return Refused(cart, CartStatus.LineNotFound, assignment.Product);
            }

            var quantity = assignment.Quantity ?? line?.Quantity ?? 1;
            var gains = quantity > (line?.Quantity ?? 0);
            if (cart.Currency != limits.Currency && quantity != (Quantity)0 && (gains || assignment.UnitPrice is not null))
            {
                return Refused(cart, CartStatus.CurrencyMismatch, null);
            }

            var isLeftOff = line is null && set.LeavesOffSurplus && lines.Count >= limits.MaxLines;
            if (gains && !isLeftOff)
            {
                excesses.Check(i, assignment.Product, quantity.Value);
                price ??= assignment.PriceIfMore;
            }

            if (isLeftOff)
            {
                leftOff.Add(assignment.Product);
            }
            else if (assignment.Quantity == (Quantity)0)
            {
                lines.RemoveAt(place);
            }
            else
            {
                Put(lines, place, new CartLine(assignment.Product, quantity, cart.Currency.Round(price ?? line!.UnitPrice)));
            }
        }

        if (lines.Count > limits.MaxLines
            && set.Assignments.Any(assignment => cart.Find(assignment.Product) is null && !leftOff.Contains(assignment.Product)))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        if (excesses.RefusalAt(cart.Version) is { } refusal)
        {
            return (refusal, cart);
        }

        var changed = KeysOf(set, removed: false).Where(product => !leftOff.Contains(product));
        var (result, after) = Changed(cart, lines, changed, KeysOf(set, removed: true));
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

        var excesses = new LineExcesses(adjust, limits);
        if (adjust.Delta > 0)
        {
            excesses.Check(0, adjust.Product, quantity);
        }

        if (excesses.RefusalAt(cart.Version) is { } refusal)
        {
            return (refusal, cart);
        }

        if (quantity == 0)
        {
            lines.RemoveAt(place);
            return Changed(cart, lines, [], [adjust.Product]);
        }

        var price = adjust is { Delta: > 0, PriceIfMore: { } today } ? limits.Currency.Round(today) : line.UnitPrice;
        lines[place] = line with { Quantity = (int)quantity, UnitPrice = price };
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

    public static (CartResult Result, CartSnapshot Cart) Merge(
        CartSnapshot cart, MergeLines merge, CartLimits limits, out ImmutableArray<LineProblem> cuts)
    {
        cuts = [];
        if (!merge.Lines.IsEmpty && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var cut = ImmutableArray.CreateBuilder<LineProblem>();
        HashSet<ProductKey> leftOff = [];
        for (var i = 0; i < merge.Lines.Length; i++)
        {
            var line = merge.Lines[i];
            var place = PlaceOf(lines, line.Product);
            var before = place < 0 ? 0 : lines[place].Quantity.Value;
            var quantity = place < 0 ? line.Quantity.Value : Merged(before, line.Quantity, merge.Strategy);
            var stock = merge.StockCeilings.IsEmpty ? long.MaxValue : Math.Max(before, merge.StockCeilings[i].Value);
            var greatest = Math.Min(limits.MaxQuantity.Value, stock);
            if (quantity > greatest)
            {
                cut.Add(stock < limits.MaxQuantity.Value
                    ? new LineProblem(CartErrors.InsufficientStock.Code, line.Product) { Requested = quantity, Available = merge.StockCeilings[i].Value }
                    : new LineProblem(CartErrors.InvalidQuantity.Code, line.Product) { Requested = quantity, Limit = limits.MaxQuantity.Value });
                quantity = greatest;
            }

            if (quantity == 0)
            {
                leftOff.Add(line.Product);
            }
            else
            {
                Put(lines, place, new CartLine(line.Product, (int)quantity, limits.Currency.Round(line.UnitPrice)));
            }
        }

        var taken = merge.Lines.Select(static line => line.Product).Where(product => !leftOff.Contains(product));
        if (lines.Count > limits.MaxLines && taken.Any(product => cart.Find(product) is null))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        var (result, after) = Changed(cart, lines, taken, []);
        cuts = cut.ToImmutable();
        return (result with { Clamped = [.. cuts.Select(static problem => problem.Product)] }, after with { DiscountCode = cart.DiscountCode ?? merge.DiscountCode, ShippingOptionId = cart.ShippingOptionId ?? merge.ShippingOptionId });
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

/// <summary>Collects the lines of one change that would exceed the limit of a quantity, or the stock.</summary>
internal struct LineExcesses(CartMutation mutation, CartLimits limits)
{
    private ImmutableArray<LineProblem>.Builder? _problems;

    /// <summary>Checks a line that gains units.</summary>
    /// <param name="index">The place of the line in the change.</param>
    /// <param name="product">The product.</param>
    /// <param name="quantity">The quantity that the line would have.</param>
    public void Check(int index, ProductKey product, long quantity)
    {
        if (limits.FindExcess(mutation, index, product, quantity) is { } problem)
        {
            (_problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
        }
    }

    /// <summary>Returns the refusal; null if no line exceeds anything.</summary>
    public readonly CartResult? RefusalAt(long version) =>
        _problems is null ? null : CartLimits.RefusalOf(_problems.ToImmutable()) with { Version = version };
}
