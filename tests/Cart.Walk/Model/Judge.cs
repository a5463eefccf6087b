using System.Net;

namespace Cart.Walk;

/// <summary>Keeps the model states that fit all answers so far, and reports answers that fit none.</summary>
internal sealed class Judge
{
    // Choices of the rules that no answer has told apart yet; more than a walk ever needs.
    private const int MaxWorlds = 64;

    private List<World> _worlds = [World.Beginning];

    /// <summary>Gets the states that fit all answers so far.</summary>
    public IReadOnlyList<World> Worlds => _worlds;

    /// <summary>Applies a change to every state; null removes the state.</summary>
    public void Map(Func<World, World?> change) => _worlds = [.. _worlds.Select(change).OfType<World>()];

    /// <summary>Removes the states that an answer rules out.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="rules">Lists the allowed answers in a state.</param>
    /// <returns>The finding; null if the answer is allowed.</returns>
    public Finding? Take(Call call, Answer answer, Func<World, IEnumerable<Outcome>> rules)
    {
        var candidates = _worlds.SelectMany(rules).Select(outcome => (Outcome: outcome, Mismatch: outcome.Check(answer))).ToList();
        var fitting = candidates.Where(static one => one is { Mismatch: null, Outcome.Breaks: null }).ToList();
        if (fitting.Count > 0)
        {
            Keep(fitting.Select(static one => one.Outcome), answer);
            return null;
        }

        var near = candidates.Where(static one => one.Mismatch is null or { IsMild: true }).ToList();
        if (near.Count > 0)
        {
            var rule = RuleOf(near[0]);
            Keep(near.Where(one => RuleOf(one) == rule).Select(static one => one.Outcome), answer);
            return new Finding(rule, near[0].Mismatch?.Text ?? rule, IsFatal: false);
        }

        return (int)answer.Status >= 400 ? Refused(call, answer) : Fatal(call, answer, candidates.Select(static one => one.Mismatch!).ToList());
    }

    private static string RuleOf((Outcome Outcome, Mismatch? Mismatch) one) => one.Outcome.Breaks ?? one.Mismatch!.Rule;

    private void Keep(IEnumerable<Outcome> outcomes, Answer answer) =>
        _worlds = [.. outcomes.Select(outcome => outcome.Learn is { } learn ? learn(outcome.World, answer) : outcome.World).DistinctBy(WorldWords.Of).Take(MaxWorlds)];

    // A refusal that is wrong has changed nothing, by its own words; what follows tells whether that is true.
    private Finding Refused(Call call, Answer answer)
    {
        if (call.Kind is CallKind.SignIn)
        {
            Map(world => world.Seen(world.Jars[call.Browser]).First().Cart is { Owner: null } cart ? world.With(cart with { RefusedTo = call.User }) : world);
        }

        var rule = answer.Status switch
        {
            >= HttpStatusCode.InternalServerError => $"server-error of {call.Kind}",
            HttpStatusCode.PreconditionFailed when call.Match is TagChoice.None => "412-without-if-match",
            _ => $"refused {answer.Code} of {call.Kind}",
        };
        return new Finding(rule, "expected no such refusal", IsFatal: false);
    }

    private Finding Fatal(Call call, Answer answer, List<Mismatch> mismatches)
    {
        if (mismatches.Count == 0)
        {
            return new Finding("order-of-another-cart", "the checkout found a cart that this browser has not", IsFatal: true);
        }

        if (answer.Order is not null && mismatches.TrueForAll(static mismatch => mismatch.Rule is "wrong-answer" or "wrong-order"))
        {
            return new Finding("order-of-another-cart", string.Join("; or ", mismatches.Select(static mismatch => mismatch.Text).Distinct()), IsFatal: true);
        }

        var first = mismatches[0];
        return new Finding(first.Rule is "wrong-lines" or "wrong-answer" && answer.Lines is not null && answer.Order is null ? Classify(call, answer) : first.Rule,
            string.Join("; or ", mismatches.Select(static mismatch => mismatch.Text).Distinct()), IsFatal: true);
    }

    // Which kind of fault it is that a browser sees other lines than those of its cart.
    private string Classify(Call call, Answer answer)
    {
        var world = _worlds[0];
        var jar = world.Jars[call.Browser];
        var seen = world.Seen(jar).Select(static one => one.Cart).OfType<ModelCart>().ToList();
        if (answer.Lines!.IsEmpty)
        {
            return jar.User is null ? "guests-cart-not-seen" : "users-cart-not-seen";
        }

        var foreign = world.Carts.Values.Where(cart => cart.Lines.Count > 0 && seen.All(own => own.Id != cart.Id)
            && cart.Lines.All(line => answer.Lines.TryGetValue(line.Key, out var shown) && shown.Quantity >= line.Value.Quantity)).ToList();
        return foreign.Find(cart => cart.RefusedTo is not null && cart.RefusedTo == jar.User) is not null ? "claimed-by-refused-sign-in"
            : foreign.Exists(static cart => cart.IsOpen) ? "cart-of-another-session"
            : foreign.Count > 0 ? "cart-that-ended-is-seen"
            : "wrong-lines";
    }
}
