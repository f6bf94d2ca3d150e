namespace Kiosk.Edge.Recognition;

/// <summary>What one picture told about the customer's face. It holds no picture and no place.</summary>
/// <param name="At">When the picture was taken, UTC.</param>
/// <param name="Faces">Faces in view; 0 when nobody was found.</param>
/// <param name="Scores">Of the face at the kiosk (the largest, held steadily); all 0 when <paramref name="Faces"/> is 0.</param>
/// <param name="Abstained">The model does not know: no score reached its card's threshold. Always true without a
/// face.</param>
public readonly record struct FaceReading(DateTimeOffset At, int Faces, ExpressionScores Scores, bool Abstained);
