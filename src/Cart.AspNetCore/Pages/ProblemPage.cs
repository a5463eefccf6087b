namespace Cart.AspNetCore;

/// <summary>Says to a person why something was refused.</summary>
internal static class ProblemPage
{
    public static Func<AdminLinks, AdminPage> Of(CartProblem problem) => _ => new AdminPage(problem.Title, AdminSection.Home, $"""
        <p class="note refusal" role="alert">{problem.Detail}</p>
        {Html.Concat((problem.Errors ?? []).Select(static error => (Html)$"<p>{error.Detail}</p>"))}
        <p class="none">{problem.Status} {problem.Code}</p>
        """);
}
