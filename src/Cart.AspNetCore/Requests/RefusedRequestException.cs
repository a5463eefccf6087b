namespace Cart.AspNetCore;

/// <summary>Ends a request that cannot be understood, with the problem that its sender is told.</summary>
internal sealed class RefusedRequestException(CartProblem problem) : Exception(problem.Detail)
{
    public CartProblem Problem { get; } = problem;
}
