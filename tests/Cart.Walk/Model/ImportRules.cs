namespace Cart.Walk;

/// <summary>The rules of imports and merges; both may cut units that are not in stock.</summary>
internal static class ImportRules
{
    public static void Import(Verdict verdict, World world, ModelCart cart, Call call, bool hasStock)
    {
        verdict.Starts = true;
        IEnumerable<(ModelCart Cart, string? Breaks)> after = [(cart, null)];
        foreach (var product in call.Other is { } other ? [call.Product, other] : (int[])[call.Product])
        {
            var (ware, held) = (world.Wares[product], cart.HeldOf(product));
            if (!ware.IsSold)
            {
                continue;
            }

            if (!hasStock || call.Quantity <= ware.Stock)
            {
                after = [.. after.Select(one => (one.Cart.With(product, call.Quantity, ware.Price), one.Breaks))];
                continue;
            }

            // A line of which nothing is in stock may be left off: it stays as it was.
            verdict.May.Add("insufficient_stock");
            after =
            [
                .. after.SelectMany(one => new[] { ware.Stock, ware.Stock == 0 ? held : ware.Stock, Math.Min(call.Quantity, Math.Max(ware.Stock, held)) }.Distinct()
                    .SelectMany(quantity => Priced(one.Cart, product, quantity, ware.Price).Select(cut => (cut, one.Breaks)))),
                .. after.Select(one => (one.Cart.With(product, call.Quantity, ware.Price), (string?)"import-exceeds-stock")),
            ];
        }

        foreach (var (lines, breaks) in after)
        {
            var isValid = call.Code is { } code && world.ReasonAgainst(code, world.AmountsOf(lines).Summary) is null;
            verdict.Does(isValid ? lines with { Code = call.Code } : lines, breaks);
        }
    }

    /// <summary>Lists the possible results of merging a guest's cart into a user's.</summary>
    public static IEnumerable<(ModelCart Cart, string? Breaks)> Merge(World world, ModelCart source, ModelCart target, bool hasStock)
    {
        IEnumerable<(ModelCart Cart, string? Breaks)> after =
            [(target with { Code = target.Code ?? source.Code, Option = target.Option ?? source.Option, IsVersionKnown = false }, null)];
        foreach (var (product, line) in source.Lines)
        {
            var (ware, held) = (world.Wares[product], target.HeldOf(product));
            var sum = held + line.Quantity;
            var prices = new[] { line.Price, ware.IsSold ? ware.Price : line.Price }.Distinct();
            var quantities = !ware.IsSold ? [sum, held]
                : hasStock && sum > ware.Stock ? [Math.Max(ware.Stock, held), ware.Stock]
                : (int[])[sum];
            var isAbove = hasStock && ware.IsSold && sum > ware.Stock;
            after =
            [
                .. from one in after from quantity in quantities.Distinct() from price in quantity == held ? prices.Append(target.Lines.GetValueOrDefault(product).Price) : prices
                   select (one.Cart.With(product, quantity, price), one.Breaks),
                .. from one in after from price in prices where isAbove select (one.Cart.With(product, sum, price), (string?)"merge-exceeds-stock"),
            ];
        }

        var drops = source.Option is not null && target.Option is null;
        return drops ? [.. after, .. after.Select(static one => (one.Cart with { Option = null }, (string?)"merge-drops-delivery"))] : after;
    }

    private static IEnumerable<ModelCart> Priced(ModelCart cart, int product, int quantity, decimal price)
    {
        yield return cart.With(product, quantity, price);
        if (quantity > 0 && cart.HeldOf(product) == quantity)
        {
            yield return cart;
        }
    }
}
