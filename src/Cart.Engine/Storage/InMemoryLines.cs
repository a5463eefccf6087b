using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Implements the mutations of lines as pure functions. They return the result, and the cart with its new lines.</summary>
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
            var place = PlaceOf(lines, addition.Key);
            if (place < 0 && lines.Count >= limits.MaxLines)
            {
                return Refused(cart, CartStatus.TooManyLines, addition.Key);
            }

            var quantity = place < 0 ? addition.Quantity : lines[place].Quantity + addition.Quantity;
            excesses.Check(i, addition.Key, quantity);
            Put(lines, place, new CartLine(addition.Key, quantity, limits.Currency.Round(addition.UnitPrice)));
        }

        return excesses.RefusalAt(cart.Version) is { } refusal
            ? (refusal, cart)
            : Changed(cart, lines, add.Keys, []);
    }

    public static (CartResult Result, CartSnapshot Cart) Set(CartSnapshot cart, SetLines set, CartLimits limits)
    {
        if (set.DiscountCode is not null && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var excesses = new LineExcesses(set, limits);
        HashSet<LineKey> leftOff = [];
        for (var i = 0; i < set.Assignments.Length; i++)
        {
            var assignment = set.Assignments[i];
            var place = PlaceOf(lines, assignment.Key);
            var line = place >= 0 ? lines[place] : null;
            var price = assignment.UnitPrice ?? (line is null ? assignment.PriceIfMore : null);
            if (line is null && !(set.CreateMissing && assignment.Quantity != Quantity.Zero && price is not null))
            {
                return Refused(cart, CartStatus.LineNotFound, assignment.Key);
            }

            var quantity = assignment.Quantity ?? line?.Quantity ?? Quantity.One;
            var gains = quantity > (line?.Quantity ?? Quantity.Zero);
            if (cart.Currency != limits.Currency && quantity != Quantity.Zero && (gains || assignment.UnitPrice is not null))
            {
                return Refused(cart, CartStatus.CurrencyMismatch, null);
            }

            var isLeftOff = line is null && set.LeavesOffSurplus && lines.Count >= limits.MaxLines;
            if (gains && !isLeftOff)
            {
                excesses.Check(i, assignment.Key, quantity);
                price ??= assignment.PriceIfMore;
            }

            if (isLeftOff)
            {
                leftOff.Add(assignment.Key);
            }
            else if (assignment.Quantity == Quantity.Zero)
            {
                lines.RemoveAt(place);
            }
            else
            {
                Put(lines, place, new CartLine(assignment.Key, quantity, cart.Currency.Round(price ?? line!.UnitPrice)));
            }
        }

        if (lines.Count > limits.MaxLines
            && set.Assignments.Any(assignment => cart.Find(assignment.Key) is null && !leftOff.Contains(assignment.Key)))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        if (excesses.RefusalAt(cart.Version) is { } refusal)
        {
            return (refusal, cart);
        }

        var changed = KeysOf(set, removed: false).Where(key => !leftOff.Contains(key));
        var (result, after) = Changed(cart, lines, changed, KeysOf(set, removed: true));
        return (result, after with { DiscountCodes = set.DiscountCode is { } code ? [code] : after.DiscountCodes });
    }

    public static (CartResult Result, CartSnapshot Cart) Adjust(CartSnapshot cart, AdjustLine adjust, CartLimits limits)
    {
        if (adjust.Delta > Quantity.Zero && cart.Currency != limits.Currency)
        {
            return Refused(cart, CartStatus.CurrencyMismatch, null);
        }

        var lines = cart.Lines.ToBuilder();
        var place = PlaceOf(lines, adjust.Key);
        if (place < 0)
        {
            return Refused(cart, CartStatus.LineNotFound, adjust.Key);
        }

        var line = lines[place];
        var quantity = line.Quantity + adjust.Delta;
        if (quantity < Quantity.Zero)
        {
            return Refused(cart, CartStatus.InvalidQuantity, adjust.Key);
        }

        var excesses = new LineExcesses(adjust, limits);
        if (adjust.Delta > Quantity.Zero)
        {
            excesses.Check(0, adjust.Key, quantity);
        }

        if (excesses.RefusalAt(cart.Version) is { } refusal)
        {
            return (refusal, cart);
        }

        if (quantity == Quantity.Zero)
        {
            lines.RemoveAt(place);
            return Changed(cart, lines, [], [adjust.Key]);
        }

        var price = adjust.Delta > Quantity.Zero && adjust.PriceIfMore is { } today ? limits.Currency.Round(today) : line.UnitPrice;
        lines[place] = line with { Quantity = quantity, UnitPrice = price };
        return Changed(cart, lines, [adjust.Key], []);
    }

    public static (CartResult Result, CartSnapshot Cart) Remove(CartSnapshot cart, RemoveLine remove)
    {
        var lines = cart.Lines.ToBuilder();
        var place = PlaceOf(lines, remove.Key);
        if (place < 0)
        {
            return Refused(cart, CartStatus.LineNotFound, remove.Key);
        }

        lines.RemoveAt(place);
        return Changed(cart, lines, [], [remove.Key]);
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
        HashSet<LineKey> leftOff = [];
        for (var i = 0; i < merge.Lines.Length; i++)
        {
            var line = merge.Lines[i];
            var place = PlaceOf(lines, line.Key);
            var before = place < 0 ? Quantity.Zero : lines[place].Quantity;
            var quantity = place < 0 ? line.Quantity : MergeStrategies.QuantityOf(merge.Strategy, before, line.Quantity);
            var stock = merge.StockCeilings.IsEmpty ? Quantity.Ceiling : Quantity.Max(before, merge.StockCeilings[i]);
            var greatest = Quantity.Min(limits.MaxQuantity, stock);
            if (quantity > greatest)
            {
                cut.Add(stock < limits.MaxQuantity
                    ? new LineProblem(CartErrors.InsufficientStock.Code, line.Key) { Requested = quantity, Available = merge.StockCeilings[i] }
                    : new LineProblem(CartErrors.InvalidQuantity.Code, line.Key) { Requested = quantity, Limit = limits.MaxQuantity });
                quantity = greatest;
            }

            if (quantity == Quantity.Zero)
            {
                leftOff.Add(line.Key);
            }
            else
            {
                Put(lines, place, line with { Quantity = quantity, UnitPrice = limits.Currency.Round(line.UnitPrice) });
            }
        }

        var taken = merge.Lines.Select(static line => line.Key).Where(key => !leftOff.Contains(key));
        if (lines.Count > limits.MaxLines && taken.Any(key => cart.Find(key) is null))
        {
            return Refused(cart, CartStatus.TooManyLines, null);
        }

        var (result, after) = Changed(cart, lines, taken, []);
        cuts = cut.ToImmutable();
        after = after with
        {
            DiscountCodes = cart.DiscountCodes.IsEmpty ? merge.DiscountCodes : cart.DiscountCodes,
            ShippingOptionId = cart.ShippingOptionId ?? merge.ShippingOptionId,
        };
        return (result with { Clamped = [.. cuts.Select(static problem => problem.Key)] }, after);
    }

    private static IEnumerable<LineKey> KeysOf(SetLines set, bool removed) =>
        from assignment in set.Assignments where (assignment.Quantity == Quantity.Zero) == removed select assignment.Key;

    private static (CartResult Result, CartSnapshot Cart) Refused(CartSnapshot cart, CartStatus status, LineKey? line) =>
        (new CartResult { Status = status, Version = cart.Version, Line = line }, cart);

    private static (CartResult Result, CartSnapshot Cart) Changed(
        CartSnapshot cart, ImmutableArray<CartLine>.Builder lines, IEnumerable<LineKey> changed, IEnumerable<LineKey> removed)
    {
        var after = cart with { Lines = lines.DrainToImmutable() };
        var result = new CartResult
        {
            Status = CartStatus.Ok,
            Changed = [.. changed.Select(key => after.Find(key)!)],
            Created = [.. changed.Where(key => cart.Find(key) is null)],
            Removed = [.. removed.Select(key => cart.Find(key)!)],
        };
        return (result, after);
    }

    private static int PlaceOf(ImmutableArray<CartLine>.Builder lines, LineKey key)
    {
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place].Key == key)
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

/// <summary>Collects the lines of one change that would exceed the limit of a quantity or the stock.</summary>
internal struct LineExcesses(CartMutation mutation, CartLimits limits)
{
    private ImmutableArray<LineProblem>.Builder? _problems;

    /// <summary>Checks a line that gains units.</summary>
    /// <param name="index">The position of the line in the change.</param>
    /// <param name="key">The line.</param>
    /// <param name="quantity">The quantity that the line would have.</param>
    public void Check(int index, LineKey key, Quantity quantity)
    {
        if (limits.FindExcess(mutation, index, key, quantity) is { } problem)
        {
            (_problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
        }
    }

    /// <summary>Returns the refusal; null if no line exceeds anything.</summary>
    public readonly CartResult? RefusalAt(long version) =>
        _problems is null ? null : CartLimits.RefusalOf(_problems.ToImmutable()) with { Version = version };
}
