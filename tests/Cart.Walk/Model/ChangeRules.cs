namespace Cart.Walk;

/// <summary>The rules of changes: their effects and refusals.</summary>
internal static class ChangeRules
{
    private static readonly string[] Gone = ["product_not_found", "product_gone", "not_sellable", "insufficient_stock"];

    /// <summary>Returns the effects of a change and the reasons to refuse it.</summary>
    /// <param name="world">The state of the shop.</param>
    /// <param name="cart">The cart; a new one if there is none.</param>
    /// <param name="call">The change.</param>
    /// <param name="hasStock">true if the shop checks stock; otherwise, false.</param>
    public static Verdict Of(World world, ModelCart cart, Call call, bool hasStock)
    {
        var verdict = new Verdict();
        switch (call.Kind)
        {
            case CallKind.Add or CallKind.AddTwo:
                Add(verdict, world, cart, call, hasStock);
                break;
            case CallKind.Set or CallKind.Adjust:
                Set(verdict, world, cart, call, hasStock);
                break;
            case CallKind.Remove:
                verdict.Must.AddRange(cart.HeldOf(call.Product) == 0 ? ["item_not_found"] : []);
                verdict.Does(cart.With(call.Product, 0, 0m));
                break;
            case CallKind.Clear:
                verdict.Does(cart with { Lines = cart.Lines.Clear() });
                break;
            case CallKind.Apply:
                Apply(verdict, world, cart, call.Code!.Value);
                break;
            case CallKind.Unapply:
                verdict.Does(cart with { Code = null });
                break;
            case CallKind.Ship:
                verdict.Starts = true;
                verdict.Does(cart with { Option = call.Option });
                break;
            case CallKind.Unship:
                verdict.Does(cart with { Option = null });
                break;
            default:
                ImportRules.Import(verdict, world, cart, call, hasStock);
                break;
        }

        if (cart.IsHeld)
        {
            verdict.Must.Add("checkout_in_progress");
        }

        return verdict;
    }

    private static void Add(Verdict verdict, World world, ModelCart cart, Call call, bool hasStock)
    {
        verdict.Starts = true;
        var after = cart;
        foreach (var product in call.Other is { } other ? [call.Product, other] : (int[])[call.Product])
        {
            var ware = world.Wares[product];
            var quantity = cart.HeldOf(product) + call.Quantity;
            after = after.With(product, quantity, ware.Price);
            if (!ware.IsSold)
            {
                verdict.Must.AddRange(call.IsFacade && !hasStock ? [] : Gone);
                verdict.May.AddRange(Gone);
            }
            else if (hasStock && quantity > ware.Stock)
            {
                verdict.Must.Add("insufficient_stock");
            }
        }

        verdict.Does(after);
    }

    private static void Set(Verdict verdict, World world, ModelCart cart, Call call, bool hasStock)
    {
        var (product, held, ware) = (call.Product, cart.HeldOf(call.Product), world.Wares[call.Product]);
        var quantity = call.Kind is CallKind.Set ? call.Quantity : held + call.Quantity;
        if (held == 0)
        {
            verdict.Must.Add("item_not_found");
            verdict.May.AddRange(["invalid_quantity", .. Gone]);
            return;
        }

        if (quantity < 0)
        {
            verdict.Must.Add("invalid_quantity");
            return;
        }

        var old = cart.Lines[product].Price;
        if (quantity > held && !ware.IsSold)
        {
            verdict.May.AddRange(Gone);
        }
        else if (hasStock && quantity > held && quantity > ware.Stock)
        {
            verdict.Must.Add("insufficient_stock");
        }

        // Where no units are added, a shop may ask for stock and take today's price, or not.
        if (quantity > 0 && quantity <= held && (quantity > ware.Stock || !ware.IsSold))
        {
            verdict.May.AddRange(Gone);
        }

        verdict.Does(cart.With(product, quantity, quantity > held && ware.IsSold ? ware.Price : old));
        if (quantity > 0 && ware.Price != old && ware.IsSold)
        {
            verdict.Does(cart.With(product, quantity, quantity > held ? old : ware.Price), quantity > held ? "old-price-for-added-units" : null);
        }
        else if (quantity > 0 && ware.Price != old && call.IsFacade)
        {
            verdict.Does(cart.With(product, quantity, ware.Price));
        }
    }

    private static void Apply(Verdict verdict, World world, ModelCart cart, int code)
    {
        verdict.Starts = true;
        var summary = world.AmountsOf(cart).Summary;
        var reason = world.ReasonAgainst(code, summary);
        if (cart.Code == code)
        {
            verdict.May.AddRange(reason is null ? [] : [reason]);
            verdict.Does(cart);
            return;
        }

        if (reason is not null)
        {
            verdict.Must.Add(reason);
        }

        if (cart.Code is { } other)
        {
            var dead = world.ReasonAgainst(other, summary);
            if (dead is null)
            {
                verdict.Must.Add("discount_already_applied");
            }
            else if (dead == "discount_minimum_not_met")
            {
                verdict.May.Add("discount_already_applied");
            }
        }

        verdict.Does(cart with { Code = code });
    }
}
