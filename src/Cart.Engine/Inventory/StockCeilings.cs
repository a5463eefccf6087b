using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Represents the maximum quantities that stock and catalog allow for the lines of one change. The store enforces them in the step that makes the
/// change, so concurrent changes need no retry.
/// </summary>
/// <remarks>
/// If the checker reports the available quantity, that is the ceiling. Otherwise it is asked about the quantity that the line would have; if
/// other requests are changing the cart, also about more. If other changes raise the line above the ceiling before the write, the exact
/// ceiling is searched, once. Stock belongs to a product, so the ceiling of a line is what the product's other lines leave. They are read only
/// if the change names a line with attributes, because no other cart has several lines of a product.
/// </remarks>
internal sealed class StockCeilings
{
    // More units than other requests usually add between the check and the write.
    private static readonly Quantity Headroom = Quantity.Whole(128);

    private readonly ImmutableArray<LineGain> _gains;
    private readonly StockCheck _stock;
    private readonly Quantity _greatest;
    private readonly Quantity[] _ceilings;
    private Quantity[]? _others;
    private readonly Basis[] _bases;

    /// <param name="gains">The units that each line would gain.</param>
    /// <param name="stock">The stock.</param>
    /// <param name="greatest">The maximum quantity of a line.</param>
    public StockCeilings(ImmutableArray<LineGain> gains, StockCheck stock, Quantity greatest)
    {
        (_gains, _stock, _greatest) = (gains, stock, greatest);
        (_ceilings, _bases) = (new Quantity[gains.Length], new Basis[gains.Length]);
        Array.Fill(_ceilings, Quantity.Ceiling);
    }

    /// <summary>Specifies the basis of a ceiling.</summary>
    private enum Basis
    {
        /// <summary>The line has no ceiling.</summary>
        None = 0,

        /// <summary>The ceiling is the available quantity.</summary>
        Available = 1,

        /// <summary>The ceiling is in stock; there may be more.</summary>
        AtLeast = 2,

        /// <summary>The wanted quantity is not in stock, so no unit can be added.</summary>
        TooFew = 3,

        /// <summary>The catalog does not have the product, so no unit can be added.</summary>
        Gone = 4,
    }

    /// <summary>Allows no more units of the products that the catalog does not have.</summary>
    public void Forbid(IReadOnlySet<ProductKey> gone)
    {
        for (var i = 0; i < _gains.Length; i++)
        {
            if (gone.Contains(_gains[i].Key.Product))
            {
                Set(i, Basis.Gone, Quantity.Zero);
            }
        }
    }

    /// <summary>Asks the stock for the ceilings.</summary>
    /// <param name="read">Reads the cart. Called only if the checker does not report the available quantity, and for lines with attributes.</param>
    /// <param name="isBusy">Returns whether other requests are changing the cart that was read.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async ValueTask AskAsync(Func<ValueTask<CartSnapshot>> read, Func<bool> isBusy, CancellationToken cancellationToken)
    {
        var hasSeveral = _gains.Any(static gain => gain.Key.Digest is not null);
        var cart = hasSeveral ? await read().ConfigureAwait(false) : null;
        var available = await _stock.AvailableAsync([.. _gains.Select(static gain => gain.Key.Product)], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < _gains.Length; i++)
        {
            var gain = _gains[i];
            if (gain.Units <= Quantity.Zero || _bases[i] is Basis.Gone)
            {
                continue;
            }

            if (hasSeveral)
            {
                (_others ??= new Quantity[_gains.Length])[i] = OthersAfter(i, cart!);
            }

            if (available[i] is { } known)
            {
                Set(i, Basis.Available, Quantity.Max(known - OthersOf(i), Quantity.Zero));
                continue;
            }

            var held = gain.IsAdded ? (cart ??= await read().ConfigureAwait(false)).Find(gain.Key)?.Quantity ?? Quantity.Zero : Quantity.Zero;
            var headroom = cart is not null && isBusy() ? Headroom : Quantity.Zero;
            await AskAsync(i, held + gain.Units, headroom, cancellationToken).ConfigureAwait(false);
        }
    }

    // The quantity of the product's other lines after the change.
    private Quantity OthersAfter(int place, CartSnapshot cart)
    {
        var (key, others) = (_gains[place].Key, Quantity.Zero);
        foreach (var line in cart.Lines)
        {
            others += line.Product == key.Product && !_gains.Any(gain => gain.Key == line.Key) ? line.Quantity : Quantity.Zero;
        }

        foreach (var gain in _gains)
        {
            if (gain.Key.Product == key.Product && gain.Key != key)
            {
                var held = gain.IsAdded || gain.Units == Quantity.Zero ? cart.Find(gain.Key)?.Quantity ?? Quantity.Zero : Quantity.Zero;
                others += held + gain.Units;
            }
        }

        return others;
    }

    /// <summary>Returns the change with the ceilings.</summary>
    public CartMutation On(CartMutation mutation) =>
        mutation with { StockCeilings = _bases.AsSpan().ContainsAnyExcept(Basis.None) ? [.. _ceilings] : [] };

    /// <summary>Returns the refusal by a cart that does not exist yet; null if none exists.</summary>
    public CartResult? FindRefusalOfNewCart(CartMutation mutation, CartLimits limits)
    {
        ImmutableArray<LineProblem>.Builder? problems = null;
        var asked = On(mutation);
        for (var i = 0; i < _gains.Length; i++)
        {
            if (_gains[i].Units > Quantity.Zero && limits.FindExcess(asked, i, _gains[i].Key, _gains[i].Units) is { } problem)
            {
                (problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
            }
        }

        return problems is null ? null : CartLimits.RefusalOf(problems.ToImmutable());
    }

    /// <summary>
    /// Searches the exact ceilings of lines that were refused although the stock allows them, because other changes raised them after the read.
    /// Returns false if the refusal is final.
    /// </summary>
    public async ValueTask<bool> RaiseAsync(CartResult refused, CancellationToken cancellationToken)
    {
        var lines = refused.Problems.Select(problem => (Place: PlaceOf(problem.Key), Wanted: problem.Requested!.Value)).ToList();
        if (refused.Status is not CartStatus.InsufficientStock || lines.Exists(line => _bases[line.Place] is not Basis.AtLeast))
        {
            return false;
        }

        foreach (var (place, wanted) in lines)
        {
            await AskAsync(place, wanted, Quantity.Zero, cancellationToken).ConfigureAwait(false);
            if (_bases[place] is Basis.TooFew)
            {
                return false;
            }
        }

        foreach (var (place, wanted) in lines)
        {
            var exact = await FindGreatestAsync(place, wanted, _greatest, cancellationToken).ConfigureAwait(false);
            Set(place, exact < _greatest ? Basis.Available : Basis.AtLeast, exact);
        }

        return true;
    }

    /// <summary>Returns a refusal that contains only known numbers and names the missing products.</summary>
    public CartResult Explain(CartResult refused)
    {
        if (refused.Problems.IsEmpty)
        {
            return refused;
        }

        ImmutableArray<LineProblem> problems = [.. refused.Problems.Select(Explained)];
        return refused with
        {
            Problems = problems,
            Status = problems[0].Code == CartErrors.ProductGone.Code ? CartStatus.ProductGone : refused.Status,
        };
    }

    private LineProblem Explained(LineProblem problem) => problem.Code != CartErrors.InsufficientStock.Code
        ? problem
        : _bases[PlaceOf(problem.Key)] switch
        {
            Basis.Gone => new LineProblem(CartErrors.ProductGone.Code, problem.Key),
            Basis.Available => problem,
            _ => problem with { Available = null },
        };

    private async ValueTask AskAsync(int place, Quantity wanted, Quantity headroom, CancellationToken cancellationToken)
    {
        if (wanted > _greatest)
        {
            // The limit of a quantity refuses the line, unless it has fewer units now.
            Set(place, Basis.AtLeast, Quantity.Zero);
        }
        else if (await _stock.AllowsAsync(_gains[place].Key.Product, wanted + OthersOf(place), cancellationToken).ConfigureAwait(false))
        {
            var most = Quantity.Min(wanted + headroom, _greatest);
            var ceiling = await FindGreatestAsync(place, wanted, most, cancellationToken).ConfigureAwait(false);
            Set(place, ceiling < most ? Basis.Available : Basis.AtLeast, ceiling);
        }
        else
        {
            Set(place, Basis.TooFew, Quantity.Zero);
        }
    }

    private async ValueTask<Quantity> FindGreatestAsync(int place, Quantity allowed, Quantity greatest, CancellationToken cancellationToken)
    {
        var others = OthersOf(place);
        return await _stock.FindGreatestAsync(_gains[place].Key.Product, allowed + others, greatest + others, cancellationToken).ConfigureAwait(false) - others;
    }

    private Quantity OthersOf(int place) => _others is null ? Quantity.Zero : _others[place];

    private int PlaceOf(LineKey key)
    {
        var place = 0;
        while (_gains[place].Key != key)
        {
            place++;
        }

        return place;
    }

    private void Set(int place, Basis basis, Quantity ceiling) => (_bases[place], _ceilings[place]) = (basis, ceiling);
}

/// <summary>Represents the units that a change would give to one line.</summary>
/// <param name="Key">The line.</param>
/// <param name="Units">The number of added units, or the whole quantity that is set; 0 if the line gains none.</param>
/// <param name="IsAdded">Whether the units are added to those of the line.</param>
internal readonly record struct LineGain(LineKey Key, Quantity Units, bool IsAdded);

/// <summary>
/// Counts the running changes of each cart in this process, so that a change knows whether others run concurrently. Only a hint: changes by
/// other processes are not counted.
/// </summary>
internal static class CartsInChange
{
    private static readonly ConcurrentDictionary<CartId, int> Counts = [];

    /// <summary>Counts a change of the cart until <see cref="End"/>, and returns whether another one is running.</summary>
    public static bool Begin(CartId cart) => Counts.AddOrUpdate(cart, 1, static (_, count) => count + 1) > 1;

    /// <summary>Returns whether more than one change of the cart is running.</summary>
    public static bool IsShared(CartId cart) => Counts.GetValueOrDefault(cart) > 1;

    /// <summary>Ends a change that was counted.</summary>
    public static void End(CartId cart)
    {
        if (Counts.AddOrUpdate(cart, 0, static (_, count) => count - 1) <= 0)
        {
            Counts.TryRemove(KeyValuePair.Create(cart, 0));
        }
    }
}
