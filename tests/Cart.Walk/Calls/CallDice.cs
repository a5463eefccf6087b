using System.Collections.Immutable;

namespace Cart.Walk;

/// <summary>Generates the calls of a walk. Each walk uses some kinds of calls, so a frequent fault does not hide the others.</summary>
internal sealed class CallDice
{
    private static readonly CallKind[] Always = [CallKind.Get, CallKind.Add, CallKind.SignIn];
    private static readonly (CallKind Kind, int Weight)[] Sometimes =
    [
        (CallKind.AddTwo, 2), (CallKind.Set, 4), (CallKind.Adjust, 4), (CallKind.Remove, 2), (CallKind.Clear, 2), (CallKind.Apply, 6),
        (CallKind.Unapply, 1), (CallKind.Ship, 4), (CallKind.Unship, 1), (CallKind.Import, 4), (CallKind.Checkout, 10), (CallKind.Orders, 3),
        (CallKind.Recognise, 3), (CallKind.SignOut, 7), (CallKind.Copy, 7), (CallKind.Repeat, 7), (CallKind.Tabs, 5), (CallKind.During, 4),
        (CallKind.Burst, 2), (CallKind.Watch, 5), (CallKind.Toggle, 5), (CallKind.Delete, 3), (CallKind.Price, 3), (CallKind.Stock, 3), (CallKind.Sell, 2),
    ];

    private static readonly CallKind[] InTabs =
        [CallKind.Get, CallKind.Add, CallKind.Set, CallKind.Adjust, CallKind.Remove, CallKind.Apply, CallKind.Checkout, CallKind.SignIn, CallKind.SignOut];

    private static readonly CallKind[] DuringCheckout =
        [CallKind.Get, CallKind.Add, CallKind.Adjust, CallKind.SignIn, CallKind.SignIn, CallKind.Toggle, CallKind.Delete, CallKind.Clear];

    private static readonly CallKind[] OfFacade =
    [
        CallKind.Get, CallKind.Add, CallKind.AddTwo, CallKind.Set, CallKind.Adjust, CallKind.Remove, CallKind.Clear, CallKind.Apply, CallKind.Unapply, CallKind.Ship,
        CallKind.Unship, CallKind.Checkout,
    ];

    private readonly Random _random;
    private readonly List<CallKind> _bag = [];
    private readonly bool _sendsTags;
    private readonly bool _sendsKeys;
    private readonly int _browsers;
    private readonly int[] _users;

    private CallDice(int seed)
    {
        _random = new Random(seed);
        foreach (var kind in Always)
        {
            _bag.AddRange(Enumerable.Repeat(kind, kind is CallKind.Add ? 12 : 7));
        }

        foreach (var (kind, weight) in Sometimes)
        {
            if (_random.Next(100) < 45)
            {
                _bag.AddRange(Enumerable.Repeat(kind, weight));
            }
        }

        _sendsTags = _random.Next(100) < 40;
        _sendsKeys = _bag.Contains(CallKind.Repeat) || _random.Next(100) < 20;
        _browsers = _random.Next(2, 5);
        int[] users = [.. Enumerable.Range(0, 3).OrderBy(_ => _random.Next()).Take(_random.Next(1, 4))];
        _users = _random.Next(100) < 12 ? [3, .. users.Take(1)] : users;
    }

    /// <summary>Returns the calls of a walk.</summary>
    /// <param name="seed">The seed of the walk.</param>
    /// <param name="door">The endpoints, the facade, or both in turn.</param>
    public static ImmutableArray<Call> Roll(int seed, Door door)
    {
        var dice = new CallDice(seed);
        var length = dice._random.Next(6, 32);
        return [.. Enumerable.Range(0, length).Select(_ => dice.Next(dice._bag[dice._random.Next(dice._bag.Count)], door))];
    }

    private Call Next(CallKind kind, Door door)
    {
        var call = Plain(kind, _random.Next(_browsers), door);
        return kind switch
        {
            CallKind.Tabs => call with
            {
                Inner = [Inner(InTabs, call.Browser, door), Inner(InTabs, call.Browser, door)],
                IsSwapped = _random.Next(2) == 0,
            },
            CallKind.During => call with
            {
                Total = _random.Next(2) == 0 ? TotalChoice.Wrong : TotalChoice.None,
                Inner = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Inner(DuringCheckout, call.Browser, door))],
            },
            _ => call,
        };
    }

    private Call Inner(CallKind[] kinds, int browser, Door door) =>
        Plain(kinds[_random.Next(kinds.Length)], browser, door) with { IsKeyed = false, Match = TagChoice.None, Known = TagChoice.None };

    private Call Plain(CallKind kind, int browser, Door door)
    {
        var isFacade = door is Door.Facade || (door is Door.Both && _random.Next(2) == 0);
        var call = new Call(kind, browser)
        {
            User = _users[_random.Next(_users.Length)],
            Product = _random.Next(CallWords.Products.Length),
            Quantity = QuantityOf(kind),
            Option = _random.Next(3),
            Back = kind is CallKind.Copy ? (browser + 1 + _random.Next(_browsers - 1)) % _browsers : _random.Next(3),
            IsFacade = isFacade && OfFacade.Contains(kind),
        };
        return Termed(kind switch
        {
            CallKind.AddTwo => call with { Other = (call.Product + 1) % CallWords.Products.Length },
            CallKind.Apply => call with { Code = _random.Next(CallWords.Codes.Length) },
            CallKind.Toggle => call with { Code = _random.Next(CallWords.Codes.Length - 1), Quantity = _random.Next(3) == 0 ? 1 : 0 },
            CallKind.Import => call with
            {
                Other = _random.Next(2) == 0 ? (call.Product + 1) % CallWords.Products.Length : null,
                Code = _random.Next(3) == 0 ? _random.Next(CallWords.Codes.Length) : null,
            },
            CallKind.Checkout => call with { Total = (TotalChoice)(_random.Next(4) % 3) },
            _ => call,
        });
    }

    private Call Termed(Call call)
    {
        if (call.IsFacade || call.IsOperators)
        {
            return call;
        }

        if (call.Kind is CallKind.Get)
        {
            return call with { Known = _random.Next(100) < 50 ? (TagChoice)_random.Next(3) : TagChoice.None };
        }

        var isChange = call.Kind is CallKind.Add or CallKind.AddTwo or CallKind.Set or CallKind.Adjust or CallKind.Remove or CallKind.Clear or CallKind.Apply
            or CallKind.Unapply or CallKind.Ship or CallKind.Unship or CallKind.Import or CallKind.Checkout;
        return isChange ? call with
        {
            Match = _sendsTags && _random.Next(100) < 25 ? (TagChoice)_random.Next(1, 3) : TagChoice.None,
            IsKeyed = _sendsKeys && _random.Next(100) < 50,
        } : call;
    }

    private int QuantityOf(CallKind kind) => kind switch
    {
        CallKind.Adjust => _random.Next(4) switch { 0 => -2, 1 => -1, 2 => 1, _ => 3 },
        CallKind.Set => _random.Next(0, 6),
        CallKind.Import => _random.Next(6) == 0 ? 30 : _random.Next(1, 5),
        CallKind.Stock => _random.Next(0, 15),
        CallKind.Price => _random.Next(1, 20),
        CallKind.Sell => _random.Next(2),
        CallKind.Burst => _random.Next(2, 6),
        CallKind.Add => _random.Next(12) == 0 ? 9 : _random.Next(1, 4),
        _ => 1,
    };
}
